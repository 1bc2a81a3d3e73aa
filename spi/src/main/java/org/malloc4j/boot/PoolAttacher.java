package org.malloc4j.boot;

import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.MallocException;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a pool that was checked: it is this process's to join, and formatted as its configuration says. */
final class PoolAttacher {
    private static final Logger LOGGER = LoggerFactory.getLogger(PoolAttacher.class);

    private final PoolStart start;
    private final PoolFormat format;
    private final Mapping control;
    private final Region words;
    private final Superblock superblock;

    PoolAttacher(PoolStart start, PoolFormat format, Mapping control) {
        this.start = start;
        this.format = format;
        this.control = control;
        this.words = SharedPool.controlRegion(control.segment());
        this.superblock = new Superblock(words);
    }

    /** Joins living processes. What dead ones left is still to be recovered, outside the gate. */
    SharedPool attachBesideOthers() throws IOException {
        checkHeap();
        Undo undo = new Undo();
        try {
            return attach(undo);
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    /** Joins a pool in which nobody lives, and recovers it. {@return this process's part in it} */
    SharedPool attachFirst() throws IOException {
        checkHeap();
        UUID bootId = Machine.bootId();
        boolean unclean = !superblock.isClean() || start.slots(words).anyDirty();
        if (unclean && !bootId.equals(Machine.UNKNOWN_BOOT) && !bootId.equals(superblock.bootId())) {
            verifyOnACopy();
        }
        // Before the claim: a death after it must not look like one known by another lock file.
        superblock.setLockInode(start.lockFile().inode());
        superblock.setState(SuperblockDescriptor.IN_USE);
        control.segment().force();
        Undo undo = new Undo();
        try {
            SharedPool pool = attach(undo);
            SharedPoolBoot.recover(pool);
            superblock.setBootId(bootId);
            return pool;
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    private SharedPool attach(Undo undo) throws IOException {
        Object key = Files.readAttributes(start.files().pool(), BasicFileAttributes.class).fileKey();
        FileBacking backing = undo.closing(FileBacking.open(start.files().pool(), format.regionOffset()));
        Mapping memory = undo.unmapping(Mapping.of(start.files().pool(), MapMode.READ_WRITE, format.fileByteSize()));
        ProcessSlots slots = start.claim(words);
        undo.add(() -> slots.leave(false));
        Heap heap = Heap.attach(start.choice(), format.tagByteSize(), start.place(memory, format, slots,
                start.takesEverything(format) ? Backing.present() : backing));
        return start.joined(key, format, control, memory, backing, slots, heap);
    }

    /** Looks whether the allocator knows its heap again, in memory of this process alone; the file isn't changed. */
    private void checkHeap() throws IOException {
        Mapping copy = Mapping.of(start.files().pool(), MapMode.PRIVATE, format.fileByteSize());
        try {
            Heap.attachCopy(start.choice(), format.tagByteSize(),
                    start.place(copy, format, Processes.alone(), Backing.present()));
        } catch (HeapCorruptionException e) {
            throw new Refusal("pool is damaged: file=" + start.files().pool() + "; its superblock is in order, but: "
                    + e.getMessage() + ". Nothing was changed. " + Refusal.MOVE_AWAY, e);
        } finally {
            copy.close();
        }
    }

    /** Recovers and verifies a pool of an earlier boot in memory of this process alone; the file isn't changed. */
    private void verifyOnACopy() throws IOException {
        Mapping copy = Mapping.of(start.files().pool(), MapMode.PRIVATE, format.fileByteSize());
        Undo undo = new Undo();
        undo.unmapping(copy);
        try {
            ProcessSlots slots = start.claim(SharedPool.controlRegion(copy.segment()));
            undo.add(() -> slots.leave(false));
            Heap heap = Heap.attachCopy(start.choice(), format.tagByteSize(),
                    start.place(copy, format, slots, Backing.present()));
            PoolStart.recover(slots, heap);
            heap.allocator().verify();
            LOGGER.info("shm pool of an earlier boot of the machine was verified whole: file={}", start.files().pool());
        } catch (MallocException | IndexOutOfBoundsException e) {
            throw new Refusal("pool of an earlier boot of the machine is damaged: file=" + start.files().pool()
                    + "; it wasn't left in good order, and: " + e.getMessage() + ". Nothing was changed. "
                    + Refusal.MOVE_AWAY, e);
        } finally {
            undo.run(new IllegalStateException("copy of the pool can't be given back"));
        }
    }
}
