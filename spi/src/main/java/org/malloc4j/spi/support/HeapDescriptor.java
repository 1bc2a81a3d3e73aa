package org.malloc4j.spi.support;

/**
 * What a {@link FragmentHeap} looks like in its region.
 *
 * <pre>
 *  +-------------------------------------------------------------+ 0
 *  | magic | region size | tag size | heap start | check         |  written once, by format
 *  +-------------------------------------------------------------+ LOCK
 *  | lock word                                                   |  a cache line of its own
 *  +-------------------------------------------------------------+ REDO
 *  | redo record                                                 |  see RedoRecordDescriptor
 *  +-------------------------------------------------------------+ TOP
 *  | top | backed | used size | live | free | peak | reach       |
 *  +-------------------------------------------------------------+ EXTENSION
 *  | eight words of whoever builds on the heap                   |  zero in a new heap
 *  +-------------------------------------------------------------+ LISTS
 *  | level map | list map 0 .. L-1 | heads 0 .. 32*L-1           |  see FreeLists
 *  +-------------------------------------------------------------+ quick
 *  | head for each small size                                    |  see QuickLists
 *  +-------------------------------------------------------------+ marks
 *  | one bit for each 16 bytes of the region                     |  set where a live block starts
 *  +-------------------------------------------------------------+ heap start
 *  | fragment | fragment | ...                                   |  see Fragments
 *  +-------------------------------------------------------------+ top
 *  | the untouched rest, which belongs to no list                |
 *  +-------------------------------------------------------------+ end
 * </pre>
 *
 * Invariants, between operations:
 * <pre>
 *   heap start &lt;= top &lt;= end,  top &lt;= backed &lt;= end
 *   the fragments fill [heap start, top) without a gap
 *   no two free fragments are neighbours, and none ends at top
 *   a mark is set  &lt;=>  a live block starts there
 *   a fragment is in a free list  &lt;=>  its header says free
 *   a fragment is in a quick list, or set aside  &lt;=>  its header doesn't say free, and it has no mark
 *   used size = sum of the sizes of fragments whose header doesn't say free;  live = their number
 * </pre>
 */
final class HeapDescriptor {
    static final long MAGIC_VALUE = 0x3130_5041_4548_4A4DL;

    static final int MAGIC = 0;
    static final int REGION_SIZE = MAGIC + Long.BYTES;
    static final int TAG_SIZE = REGION_SIZE + Long.BYTES;
    static final int HEAP_START = TAG_SIZE + Long.BYTES;
    static final int CHECK = HEAP_START + Long.BYTES;

    static final int LOCK = 64;
    static final int REDO = LOCK + 64;

    static final int TOP = (REDO + RedoRecordDescriptor.BYTE_SIZE + 63) & -64;
    static final int BACKED = TOP + Long.BYTES;
    static final int USED = BACKED + Long.BYTES;
    static final int LIVE = USED + Long.BYTES;
    static final int FREE = LIVE + Long.BYTES;
    static final int PEAK = FREE + Long.BYTES;
    /** The highest that top ever was. */
    static final int REACH = PEAK + Long.BYTES;

    static final int EXTENSION = TOP + 64;
    static final int EXTENSION_BYTE_SIZE = 64;

    static final int LISTS = EXTENSION + EXTENSION_BYTE_SIZE;

    /** How much is reserved ahead of first use in one step, in bytes. */
    static final long STEP = 256 * 1024;

    /** How many bytes of the region one word of marks covers. */
    static final int BYTES_PER_MARK_WORD = 64 * 16;

    private HeapDescriptor() {
    }

    /** {@return where the heads of the quick lists start} @param regionByteSize the region's size */
    static long quick(long regionByteSize) {
        return LISTS + FreeLists.byteSize(SizeClasses.levels(regionByteSize));
    }

    /** {@return where the marks start} @param regionByteSize the region's size */
    static long marks(long regionByteSize) {
        return quick(regionByteSize) + QuickLists.byteSize(regionByteSize);
    }

    /** {@return how many bytes the marks take} @param regionByteSize the region's size */
    static long marksByteSize(long regionByteSize) {
        return markWords(regionByteSize) * Long.BYTES;
    }

    /** {@return how many words of marks cover the region up to an offset} @param offset the offset */
    static long markWords(long offset) {
        return (offset + BYTES_PER_MARK_WORD - 1) / BYTES_PER_MARK_WORD;
    }
}
