package org.malloc4j.boot;

/**
 * The layout of a shared pool's file, and of the superblock at its beginning. All words are 8 bytes, in the machine's
 * byte order; texts are a word with their length in bytes, then UTF-8, then zeros.
 *
 * <pre>
 *  the file
 *  0                4096             8192              area end            region end
 *  +----------------+----------------+-----------------+-------------------+
 *  |   superblock   | process slots  | decorator's area|      region       |
 *  +----------------+----------------+-----------------+-------------------+
 *
 *  the superblock, written once when the pool is formatted; the magic is stored last
 *  0        8        16       24       32       40       48       56       64
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  | magic  |checksum|version |file    |area    |area    |region  |region  |
 *  |        |        |        |size    |offset  |size    |offset  |size    |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  |tag     |slot    |alloc.  |decor.  |flags   |owner   |creation|        |
 *  |size    |capacity|version |version |        |uid     |time    |        |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  | allocator name (64)               | decorator suffix (64)             |
 *  +-----------------------------------+-----------------------------------+
 *  | schema (256)                                                          |
 *  +-----------------------------------------------------------------------+
 *  | instance (256)                                                        |
 *  +-----------------------------------------------------------------------+
 *
 *  its changing part, from 1024 on
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  |state   |corrupt |boot id |boot id |lock    |deaths  |locks   |        |
 *  |        |        |high    |low     |inode   |repaired|taken o.|        |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  |root    |        |        |        |        |        |        |        |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 * </pre>
 */
final class SuperblockDescriptor {
    /** The file begins with the letters {@code malloc4j} on a little-endian machine. */
    static final long MAGIC = 0x6A34636F6C6C616DL;
    /** The version of this layout. */
    static final long LAYOUT_VERSION = 1;
    /** Everything that others map separately begins at a multiple of this. */
    static final long PAGE = 4096;

    static final long MAGIC_OFFSET = 0;
    static final long CHECKSUM_OFFSET = MAGIC_OFFSET + Long.BYTES;
    static final long LAYOUT_VERSION_OFFSET = CHECKSUM_OFFSET + Long.BYTES;
    static final long FILE_SIZE_OFFSET = LAYOUT_VERSION_OFFSET + Long.BYTES;
    static final long AREA_OFFSET_OFFSET = FILE_SIZE_OFFSET + Long.BYTES;
    static final long AREA_SIZE_OFFSET = AREA_OFFSET_OFFSET + Long.BYTES;
    static final long REGION_OFFSET_OFFSET = AREA_SIZE_OFFSET + Long.BYTES;
    static final long REGION_SIZE_OFFSET = REGION_OFFSET_OFFSET + Long.BYTES;
    static final long TAG_SIZE_OFFSET = REGION_SIZE_OFFSET + Long.BYTES;
    static final long SLOT_CAPACITY_OFFSET = TAG_SIZE_OFFSET + Long.BYTES;
    static final long ALLOCATOR_VERSION_OFFSET = SLOT_CAPACITY_OFFSET + Long.BYTES;
    static final long DECORATOR_VERSION_OFFSET = ALLOCATOR_VERSION_OFFSET + Long.BYTES;
    static final long FLAGS_OFFSET = DECORATOR_VERSION_OFFSET + Long.BYTES;
    static final long OWNER_OFFSET = FLAGS_OFFSET + Long.BYTES;
    static final long CREATION_TIME_OFFSET = OWNER_OFFSET + Long.BYTES;
    static final long ALLOCATOR_OFFSET = CREATION_TIME_OFFSET + 2 * Long.BYTES;
    static final long NAME_LENGTH = 64;
    static final long DECORATOR_OFFSET = ALLOCATOR_OFFSET + NAME_LENGTH;
    static final long SCHEMA_OFFSET = DECORATOR_OFFSET + NAME_LENGTH;
    static final long TEXT_LENGTH = 256;
    static final long INSTANCE_OFFSET = SCHEMA_OFFSET + TEXT_LENGTH;
    /** The checksum covers everything from the layout version up to here. */
    static final long IMMUTABLE_LENGTH = INSTANCE_OFFSET + TEXT_LENGTH;

    static final long STATE_OFFSET = 1024;
    /** 0, or the {@link CorruptionMark} of the process that found the pool's memory damaged. */
    static final long CORRUPT_OFFSET = STATE_OFFSET + Long.BYTES;
    static final long BOOT_ID_HIGH_OFFSET = CORRUPT_OFFSET + Long.BYTES;
    static final long BOOT_ID_LOW_OFFSET = BOOT_ID_HIGH_OFFSET + Long.BYTES;
    static final long LOCK_INODE_OFFSET = BOOT_ID_LOW_OFFSET + Long.BYTES;
    static final long REPAIRED_OFFSET = LOCK_INODE_OFFSET + Long.BYTES;
    static final long TAKEN_OVER_OFFSET = REPAIRED_OFFSET + Long.BYTES;
    /** On a cache line of its own: hosts may read it often. */
    static final long ROOT_OFFSET = STATE_OFFSET + 64;
    static final long SUPERBLOCK_LENGTH = PAGE;

    static final long SLOTS_OFFSET = SUPERBLOCK_LENGTH;
    static final int SLOT_CAPACITY = 64;
    /** Superblock and process slots: what boot code maps for itself. */
    static final long CONTROL_LENGTH = SLOTS_OFFSET + SLOT_CAPACITY * ProcessSlotDescriptor.LENGTH;

    /** {@link #STATE_OFFSET}: processes use the pool, or died using it. */
    static final long IN_USE = 1;
    /** {@link #STATE_OFFSET}: the last process left in good order, and everything was written out. */
    static final long CLEAN = 2;

    /** {@link #FLAGS_OFFSET}: the file stays when the last process leaves. */
    static final long PERSISTENT = 1;
    /** {@link #FLAGS_OFFSET}: the instance had no name, so the pool is one process's alone. */
    static final long ALONE = 2;
    /** {@link #FLAGS_OFFSET}: every page was taken when the pool was formatted. */
    static final long RESERVED = 4;

    private SuperblockDescriptor() {
    }

    /** {@return the size rounded up to whole pages} */
    static long pages(long byteSize) {
        return Math.addExact(byteSize, PAGE - 1) & -PAGE;
    }
}
