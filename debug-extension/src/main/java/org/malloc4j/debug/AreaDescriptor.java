package org.malloc4j.debug;

/**
 * The layout of the decorator's area. Zero-filled it is an empty one; every word changes by a compare-and-set or is written
 * before anybody can find it, so that a death leaves at worst a gap that nobody refers to.
 *
 * <pre>
 *  0        8         16       24                  528   536   576
 *  +--------+---------+--------+-------------------+-----+-----+----------+---------+------------+-------------
 *  | used   | sampled | used   | 63 mean distances | all |     | counters | freed   | buckets    | entries ...
 *  |        |         | by     | of samples        |     |     | of tags  | samples | (heads of  |
 *  |        |         | names  |                   |     |     |          |         |  chains)   |
 *  +--------+---------+--------+-------------------+-----+-----+----------+---------+------------+-------------
 *
 *  an entry: a text, at a multiple of 16
 *  +--------+-------------------+-------------------+----
 *  | next   | hash   | length   | UTF-8, padded with 0
 *  +--------+-------------------+-------------------+----
 * </pre>
 *
 * <p>{@code all} isn't 0 if ever a block was tracked that is no sample; that, the counters, a byte each, and the freed samples,
 * numbers of blocks, are what {@link TagFilter} says of them. {@code used} counts bytes of entries, {@code used by names} those among them that are names of threads. A number of a
 * text is the offset of its entry divided by 16.
 */
final class AreaDescriptor {
    static final long USED_OFFSET = 0;
    static final long SAMPLED_OFFSET = USED_OFFSET + Long.BYTES;
    static final long NAMES_OFFSET = SAMPLED_OFFSET + Long.BYTES;
    static final long RATES_OFFSET = NAMES_OFFSET + Long.BYTES;
    static final int RATES = 63;
    static final long ALL_OFFSET = RATES_OFFSET + RATES * (long) Long.BYTES;
    static final long COUNTERS_OFFSET = 576;

    static final long NEXT_OFFSET = 0;
    static final long LENGTH_OFFSET = NEXT_OFFSET + Long.BYTES;
    static final long TEXT_OFFSET = LENGTH_OFFSET + Long.BYTES;
    static final int ENTRY_SHIFT = 4;
    private static final long ENTRY_ALIGNMENT = 1L << ENTRY_SHIFT;
    /** A text's number fits into 20 bits: what a tag has room for. */
    static final int NUMBER_BITS = 20;
    static final long MAX_BYTE_SIZE = 1L << NUMBER_BITS + ENTRY_SHIFT;
    static final int MAX_TEXT_LENGTH = 1000;

    private static final long BYTES_PER_BUCKET = 512;
    private static final long BYTES_PER_COUNTER = 16;
    /** More don't stay in a processor's nearest cache. */
    private static final int MAX_COUNTERS = 16 << 10;
    /** Few: each freed sample that is remembered makes its counter, and those who share it, worth a look. */
    private static final int COUNTERS_PER_FREED = 512;

    private AreaDescriptor() {
    }

    /** {@return how many chains there are: a power of two, or 0 if the area is too small for anything} */
    static int buckets(long areaByteSize) {
        long most = Math.min(areaByteSize, MAX_BYTE_SIZE) / BYTES_PER_BUCKET;
        return most < 4 ? 0 : (int) Long.highestOneBit(most);
    }

    /** {@return how many counters of tags there are: a power of two, or 0 if the area is too small for anything} */
    static int counters(long areaByteSize) {
        return buckets(areaByteSize) == 0 ? 0
                : (int) Math.min(MAX_COUNTERS, Long.highestOneBit(areaByteSize / BYTES_PER_COUNTER));
    }

    /** {@return where the freed sample is kept that shares a counter} @param counters how many @param number which one */
    static long freedOffset(int counters, int number) {
        return COUNTERS_OFFSET + counters + number / COUNTERS_PER_FREED * (long) Long.BYTES;
    }

    /** {@return where the heads of chains are, an even number of words into the area as entries have to be} */
    static long bucketsOffset(long areaByteSize) {
        int counters = counters(areaByteSize);
        return freedOffset(counters, counters + COUNTERS_PER_FREED - 1) + ENTRY_ALIGNMENT - 1 & -ENTRY_ALIGNMENT;
    }

    /** {@return the bytes of an entry} @param length of its text */
    static long entryByteSize(int length) {
        return TEXT_OFFSET + length + 15 & -16;
    }

    static long rateOffset(int rate) {
        return RATES_OFFSET + (rate - 1) * (long) Long.BYTES;
    }
}
