package org.malloc4j.debug;

/**
 * The layout of the decorator's area. Zero-filled it is an empty one; every word changes by a compare-and-set or is written
 * before anybody can find it, so that a death leaves at worst a gap that nobody refers to.
 *
 * <pre>
 *  0        8         16       24                528    576
 *  +--------+---------+--------+-----------------+------+----------------+------------------
 *  | used   | sampled | used   | 63 mean distances |    | buckets        | entries ...
 *  |        |         | by     | of samples        |    | (heads of      |
 *  |        |         | names  |                   |    |  chains)       |
 *  +--------+---------+--------+-----------------+------+----------------+------------------
 *
 *  an entry: a text, at a multiple of 16
 *  +--------+-------------------+-------------------+----
 *  | next   | hash   | length   | UTF-8, padded with 0
 *  +--------+-------------------+-------------------+----
 * </pre>
 *
 * <p>{@code used} counts bytes of entries, {@code used by names} those among them that are names of threads. A number of a
 * text is the offset of its entry divided by 16.
 */
final class AreaDescriptor {
    static final long USED_OFFSET = 0;
    static final long SAMPLED_OFFSET = USED_OFFSET + Long.BYTES;
    static final long NAMES_OFFSET = SAMPLED_OFFSET + Long.BYTES;
    static final long RATES_OFFSET = NAMES_OFFSET + Long.BYTES;
    static final int RATES = 63;
    static final long BUCKETS_OFFSET = 576;

    static final long NEXT_OFFSET = 0;
    static final long LENGTH_OFFSET = NEXT_OFFSET + Long.BYTES;
    static final long TEXT_OFFSET = LENGTH_OFFSET + Long.BYTES;
    static final int ENTRY_SHIFT = 4;
    /** A text's number fits into 20 bits: what a tag has room for. */
    static final int NUMBER_BITS = 20;
    static final long MAX_BYTE_SIZE = 1L << NUMBER_BITS + ENTRY_SHIFT;
    static final int MAX_TEXT_LENGTH = 1000;

    private static final long BYTES_PER_BUCKET = 512;

    private AreaDescriptor() {
    }

    /** {@return how many chains there are: a power of two, or 0 if the area is too small for anything} */
    static int buckets(long areaByteSize) {
        long most = Math.min(areaByteSize, MAX_BYTE_SIZE) / BYTES_PER_BUCKET;
        return most < 4 ? 0 : (int) Long.highestOneBit(most);
    }

    /** {@return where entries start} @param buckets how many chains there are */
    static long start(int buckets) {
        return BUCKETS_OFFSET + buckets * (long) Long.BYTES;
    }

    /** {@return the bytes of an entry} @param length of its text */
    static long entryByteSize(int length) {
        return TEXT_OFFSET + length + 15 & -16;
    }

    static long rateOffset(int rate) {
        return RATES_OFFSET + (rate - 1) * (long) Long.BYTES;
    }
}
