package org.malloc4j.spi.support;

import org.malloc4j.spi.Region;

/**
 * One bit for each 16 bytes of the region, set where a live block starts. They are the truth about which blocks live: a
 * free is checked against them, a walk finds its place again by them.
 *
 * <p>A record, because the JIT trusts a record's fields.
 *
 * @param region the region
 * @param record where changes are planned
 * @param base   where the marks lie
 */
record StartMarks(Region region, RedoRecord record, long base) {
    private static final int UNIT_SHIFT = 4;
    private static final int WORD_SHIFT = UNIT_SHIFT + 6;

    /** Makes the words that cover a range ready for use. @param from where it starts @param to where it ends */
    void clear(long from, long to) {
        long first = HeapDescriptor.markWords(from);
        region.fill(base + first * Long.BYTES, (HeapDescriptor.markWords(to) - first) * Long.BYTES, (byte) 0);
    }

    /** {@return whether a live block starts here} @param block a multiple of 16 below the heap's top */
    boolean isSet(long block) {
        return (region.getLong(word(block)) & bit(block)) != 0;
    }

    /** Plans to mark a live block. @param block where it starts */
    void set(long block) {
        long word = word(block);
        record.put(word, region.getLong(word) | bit(block));
    }

    /** Plans to remove a mark. @param block where the block starts */
    void clear(long block) {
        long word = word(block);
        record.put(word, region.getLong(word) & ~bit(block));
    }

    /** {@return the first live block at or after an offset, or {@code end}} @param from the offset @param end where to stop */
    long next(long from, long end) {
        if (from >= end) {
            return end;
        }
        long word = word(from);
        long last = word(end - 1);
        long bits = region.getLong(word) & -bit(from);
        while (bits == 0 && word < last) {
            word += Long.BYTES;
            bits = region.getLong(word);
        }
        return bits == 0 ? end : Math.min(end, blockAt(word, Long.numberOfTrailingZeros(bits)));
    }

    /** {@return the last live block at or before an offset, or -1} @param from the offset @param start where to stop */
    long previous(long from, long start) {
        long word = word(from);
        long first = word(start);
        long bits = region.getLong(word) & (bit(from) | (bit(from) - 1));
        while (bits == 0 && word > first) {
            word -= Long.BYTES;
            bits = region.getLong(word);
        }
        long block = bits == 0 ? -1 : blockAt(word, 63 - Long.numberOfLeadingZeros(bits));
        return block < start ? -1 : block;
    }

    /** {@return how many marks are set below an offset} @param end the offset */
    long count(long end) {
        long set = 0;
        for (long i = 0; i < HeapDescriptor.markWords(end); i++) {
            set += Long.bitCount(region.getLong(base + i * Long.BYTES));
        }
        return set;
    }

    /** {@return where the word with a block's mark lies} @param block a multiple of 16 */
    long word(long block) {
        return base + (block >>> WORD_SHIFT) * Long.BYTES;
    }

    /** {@return a block's mark within its word} @param block a multiple of 16 */
    static long bit(long block) {
        return 1L << (block >>> UNIT_SHIFT);
    }

    private long blockAt(long word, int bit) {
        return (((word - base) / Long.BYTES) << WORD_SHIFT) + ((long) bit << UNIT_SHIFT);
    }
}
