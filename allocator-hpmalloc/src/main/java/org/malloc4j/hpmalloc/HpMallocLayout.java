package org.malloc4j.hpmalloc;

/**
 * What HP_MALLOC keeps in its region beside the shared heap: tables, in the heap's first block.
 *
 * <pre>
 *  +---------------------------------------------------------------+ tables
 *  | magic | full live word | its remote word | spans used | rows  |  64 bytes, with a number that goes up
 *  |                                                       | ... |  whenever spans were abandoned
 *  +---------------------------------------------------------------+ ROWS
 *  | owner | thread | intent | target | ...                        |  a row for each heap, 64 bytes
 *  +---------------------------------------------------------------+ records
 *  | header | bitmaps at | live 0 | remote 0 | live 1 | remote 1 ..|  a record for each span of the region
 *  +---------------------------------------------------------------+ flags
 *  | one byte for each span: whether somebody freed in it remotely |
 *  +---------------------------------------------------------------+ hints
 *  | one byte for each span: its class + 1, if it is abandoned     |
 *  +---------------------------------------------------------------+
 *
 *   owner:   generation &lt;&lt; 16 | slot + 1 of the process;  0: no heap
 *   header:  class + 1 &lt;&lt; 16 | row + 1;  0: no span here;  row + 1 = 0xFFFF: abandoned
 *   intent:  kind &lt;&lt; 56 | block;  0: none
 * </pre>
 */
final class HpMallocLayout {
    static final long MAGIC_VALUE = 0x3230_4150_5348_5048L;
    static final int MAGIC = 0;
    static final int FULL = MAGIC + Long.BYTES;
    static final int SPANS_USED = FULL + 2 * Long.BYTES;
    static final int ROWS_USED = SPANS_USED + Long.BYTES;
    static final int ABANDONMENTS = ROWS_USED + Long.BYTES;
    static final int ROWS = 64;

    static final int ROW_BYTE_SIZE = 64;
    static final int OWNER = 0;
    static final int THREAD = OWNER + Long.BYTES;
    static final int INTENT = THREAD + Long.BYTES;
    static final int TARGET = INTENT + Long.BYTES;

    static final int HEADER = 0;
    static final int BITMAPS_AT = HEADER + Long.BYTES;
    static final int BITMAPS = BITMAPS_AT + Long.BYTES;
    static final int PAIR = 2 * Long.BYTES;
    static final int REMOTE = Long.BYTES;

    static final int ROW_MASK = 0xFFFF;
    /** In a header, instead of a row: the span belongs to no heap. */
    static final int ABANDONED = ROW_MASK;
    static final int CLASS_SHIFT = 16;
    /** The class, plus one, of a span that is kept for whatever comes. */
    static final int SPARE = 0xFF;

    private static final int SMALLEST_SPAN_SHIFT = 10;
    private static final int LARGEST_SPAN_SHIFT = 15;
    private static final int SPANS_AT_LEAST_SHIFT = 11;
    private static final int SMALLEST_RECORD_SHIFT = 6;
    private static final int SPAN_PER_RECORD_SHIFT = 7;
    private static final int REGION_PER_ROW_SHIFT = 17;
    private static final int LEAST_ROWS = 4;
    private static final int MOST_ROWS = 1024;

    final int spanShift;
    final int recordShift;
    final int pairs;
    final int rows;
    final int spans;

    /** @param regionByteSize the region's size */
    HpMallocLayout(long regionByteSize) {
        int log = 63 - Long.numberOfLeadingZeros(Math.max(1, regionByteSize));
        spanShift = Math.clamp(log - SPANS_AT_LEAST_SHIFT, SMALLEST_SPAN_SHIFT, LARGEST_SPAN_SHIFT);
        recordShift = Math.max(SMALLEST_RECORD_SHIFT, spanShift - SPAN_PER_RECORD_SHIFT);
        pairs = ((1 << recordShift) - BITMAPS) / PAIR;
        rows = Math.clamp(regionByteSize >>> REGION_PER_ROW_SHIFT, LEAST_ROWS, MOST_ROWS);
        spans = Math.toIntExact(regionByteSize + (1L << spanShift) - 1 >>> spanShift);
    }

    /** {@return how many bytes the tables take} */
    long byteSize() {
        return hints(0) + bytesForAll();
    }

    /** A whole word may be read at each. */
    private long bytesForAll() {
        return spans + 2 * Long.BYTES - 1 & -Long.BYTES;
    }

    /** {@return where the records start} @param tables where the tables do */
    long records(long tables) {
        return tables + ROWS + (long) rows * ROW_BYTE_SIZE;
    }

    /** {@return where the flags start} @param tables where the tables do */
    long flags(long tables) {
        return records(tables) + ((long) spans << recordShift);
    }

    /** {@return where the hints at abandoned spans start} @param tables where the tables do */
    long hints(long tables) {
        return flags(tables) + bytesForAll();
    }
}
