package org.malloc4j.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.malloc4j.spi.Region;

/** Reads and writes the superblock of a shared pool, as {@link SuperblockDescriptor} lays it out. */
final class Superblock {
    private final Region control;

    Superblock(Region control) {
        this.control = control;
    }

    /** Writes the part that never changes, all but the magic: nobody takes the pool for one until it is published. */
    void write(PoolFormat format) {
        put(SuperblockDescriptor.LAYOUT_VERSION_OFFSET, SuperblockDescriptor.LAYOUT_VERSION);
        put(SuperblockDescriptor.FILE_SIZE_OFFSET, format.fileByteSize());
        put(SuperblockDescriptor.AREA_OFFSET_OFFSET, format.areaOffset());
        put(SuperblockDescriptor.AREA_SIZE_OFFSET, format.areaByteSize());
        put(SuperblockDescriptor.REGION_OFFSET_OFFSET, format.regionOffset());
        put(SuperblockDescriptor.REGION_SIZE_OFFSET, format.regionByteSize());
        put(SuperblockDescriptor.TAG_SIZE_OFFSET, format.tagByteSize());
        put(SuperblockDescriptor.SLOT_CAPACITY_OFFSET, SuperblockDescriptor.SLOT_CAPACITY);
        put(SuperblockDescriptor.ALLOCATOR_VERSION_OFFSET, format.allocatorVersion());
        put(SuperblockDescriptor.DECORATOR_VERSION_OFFSET, format.decoratorVersion());
        put(SuperblockDescriptor.FLAGS_OFFSET, (format.persistent() ? SuperblockDescriptor.PERSISTENT : 0)
                | (format.alone() ? SuperblockDescriptor.ALONE : 0)
                | (format.reserved() ? SuperblockDescriptor.RESERVED : 0));
        put(SuperblockDescriptor.OWNER_OFFSET, OwnerOnly.user());
        put(SuperblockDescriptor.CREATION_TIME_OFFSET, System.currentTimeMillis());
        putText(SuperblockDescriptor.ALLOCATOR_OFFSET, SuperblockDescriptor.NAME_LENGTH, format.allocator());
        putText(SuperblockDescriptor.DECORATOR_OFFSET, SuperblockDescriptor.NAME_LENGTH, format.decorator());
        putText(SuperblockDescriptor.SCHEMA_OFFSET, SuperblockDescriptor.TEXT_LENGTH, format.schema());
        putText(SuperblockDescriptor.INSTANCE_OFFSET, SuperblockDescriptor.TEXT_LENGTH, format.instance());
        put(SuperblockDescriptor.CHECKSUM_OFFSET, computeChecksum());
    }

    /** {@return the part that never changes} Only of a superblock that was checked. */
    PoolFormat read() {
        long flags = get(SuperblockDescriptor.FLAGS_OFFSET);
        return new PoolFormat(text(SuperblockDescriptor.INSTANCE_OFFSET, SuperblockDescriptor.TEXT_LENGTH),
                (flags & SuperblockDescriptor.ALONE) != 0, (flags & SuperblockDescriptor.PERSISTENT) != 0,
                (flags & SuperblockDescriptor.RESERVED) != 0,
                text(SuperblockDescriptor.SCHEMA_OFFSET, SuperblockDescriptor.TEXT_LENGTH),
                text(SuperblockDescriptor.ALLOCATOR_OFFSET, SuperblockDescriptor.NAME_LENGTH),
                get(SuperblockDescriptor.ALLOCATOR_VERSION_OFFSET),
                text(SuperblockDescriptor.DECORATOR_OFFSET, SuperblockDescriptor.NAME_LENGTH),
                get(SuperblockDescriptor.DECORATOR_VERSION_OFFSET), get(SuperblockDescriptor.TAG_SIZE_OFFSET),
                get(SuperblockDescriptor.AREA_SIZE_OFFSET), get(SuperblockDescriptor.REGION_SIZE_OFFSET));
    }

    /** Declares the pool complete. */
    void publish() {
        control.putLongRelease(SuperblockDescriptor.MAGIC_OFFSET, SuperblockDescriptor.MAGIC);
    }

    long magic() {
        return control.getLongAcquire(SuperblockDescriptor.MAGIC_OFFSET);
    }

    long layoutVersion() {
        return get(SuperblockDescriptor.LAYOUT_VERSION_OFFSET);
    }

    long fileByteSize() {
        return get(SuperblockDescriptor.FILE_SIZE_OFFSET);
    }

    long checksum() {
        return get(SuperblockDescriptor.CHECKSUM_OFFSET);
    }

    long computeChecksum() {
        ByteBuffer words = ByteBuffer.allocate((int) SuperblockDescriptor.IMMUTABLE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = SuperblockDescriptor.LAYOUT_VERSION_OFFSET; at < SuperblockDescriptor.IMMUTABLE_LENGTH;
                at += Long.BYTES) {
            words.putLong(get(at));
        }
        CRC32C checksum = new CRC32C();
        checksum.update(words.flip());
        return checksum.getValue();
    }

    boolean isClean() {
        return control.getLongAcquire(SuperblockDescriptor.STATE_OFFSET) == SuperblockDescriptor.CLEAN;
    }

    void setState(long state) {
        control.putLongRelease(SuperblockDescriptor.STATE_OFFSET, state);
    }

    /** {@return the boot of the machine in which the pool was used last; zero if a death tore it} */
    UUID bootId() {
        return new UUID(control.getLongAcquire(SuperblockDescriptor.BOOT_ID_HIGH_OFFSET),
                control.getLongAcquire(SuperblockDescriptor.BOOT_ID_LOW_OFFSET));
    }

    void setBootId(UUID bootId) {
        control.putLongRelease(SuperblockDescriptor.BOOT_ID_HIGH_OFFSET, bootId.getMostSignificantBits());
        control.putLongRelease(SuperblockDescriptor.BOOT_ID_LOW_OFFSET, bootId.getLeastSignificantBits());
    }

    /** {@return the inode of the lock file by which the pool's processes are known to live} */
    long lockInode() {
        return control.getLongAcquire(SuperblockDescriptor.LOCK_INODE_OFFSET);
    }

    void setLockInode(long inode) {
        control.putLongRelease(SuperblockDescriptor.LOCK_INODE_OFFSET, inode);
    }

    /** Counts deaths that were recovered from. Called inside the gate or not. */
    void addRepaired(long count) {
        add(SuperblockDescriptor.REPAIRED_OFFSET, count);
    }

    /** {@return how many deaths were recovered from} Some may be missing: one that recovers can die before it counts. */
    long repaired() {
        return control.getLongAcquire(SuperblockDescriptor.REPAIRED_OFFSET);
    }

    /** Counts locks that were taken over from a process that died with them. */
    void addTakenOver(long count) {
        add(SuperblockDescriptor.TAKEN_OVER_OFFSET, count);
    }

    /** {@return how many locks were taken over} Some may be missing, as in {@link #repaired}. */
    long takenOver() {
        return control.getLongAcquire(SuperblockDescriptor.TAKEN_OVER_OFFSET);
    }

    /** {@return who marked the pool corrupt, if anybody did} */
    Optional<CorruptionMark> corruption() {
        return CorruptionMark.of(control.getLongAcquire(SuperblockDescriptor.CORRUPT_OFFSET));
    }

    /** Marks the pool corrupt, unless somebody has: the first mark counts. One store, so a death leaves it or not. */
    void markCorrupt(CorruptionMark mark) {
        control.compareAndSetLong(SuperblockDescriptor.CORRUPT_OFFSET, CorruptionMark.NONE, mark.word());
    }

    private void add(long offset, long count) {
        long old = control.getLongAcquire(offset);
        while (!control.compareAndSetLong(offset, old, old + count)) {
            old = control.getLongAcquire(offset);
        }
    }

    private long get(long offset) {
        return control.getLong(offset);
    }

    private void put(long offset, long value) {
        control.putLong(offset, value);
    }

    /** {@return whether a text fits between its length word and the end of its field} */
    static boolean fits(String text, long fieldLength) {
        return text.getBytes(StandardCharsets.UTF_8).length <= fieldLength - Long.BYTES;
    }

    private void putText(long offset, long fieldLength, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        control.fill(offset, fieldLength, (byte) 0);
        put(offset, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            control.putByte(offset + Long.BYTES + i, bytes[i]);
        }
    }

    private String text(long offset, long fieldLength) {
        byte[] bytes = new byte[(int) Math.clamp(get(offset), 0, fieldLength - Long.BYTES)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = control.getByte(offset + Long.BYTES + i);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
