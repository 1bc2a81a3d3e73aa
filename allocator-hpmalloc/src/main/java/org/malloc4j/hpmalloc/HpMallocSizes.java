package org.malloc4j.hpmalloc;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sizes of slots, and how many of them a span holds. Eight sizes for each power of two, in multiples of 16, each as
 * large as the number of slots it comes to allows: so nothing is left over at a span's end.
 *
 * <pre>
 *   a span:  | links 16 | bitmaps, if there is no room for them in the record | first tag, rounded up | slot 0 | slot 1 ...
 *   a slot:  | block ...                              | tag of the next slot's block |
 * </pre>
 */
final class HpMallocSizes {
    /**
     * How many of the largest slots a span holds. With five, a request wastes a sixth at most; with more it wastes less, but
     * what is larger than the largest slot goes under the shared heap's lock.
     */
    private static final int LEAST_SLOTS = 5;
    /** The same of spans below {@link #LARGE_SPAN}: a small region has no spans to spare for more classes. */
    private static final int LEAST_SLOTS_OF_SMALL = 8;
    private static final long LARGE_SPAN = 8 << 10;
    private static final int ALIGNMENT = 16;
    private static final int STEPS_PER_POWER = 8;
    /** Where a span's first bytes are not used: the links of a free fragment lie there, and must spare tags. */
    static final int LINKS = 16;
    private static final int RECIPROCAL_SHIFT = 32;

    /** By the size of a span, of a tag, and the number of pairs. */
    private static final Map<List<Long>, HpMallocSizes> KINDS = new ConcurrentHashMap<>();

    final int classes;
    final long largest;
    final long[] stride;
    final int[] slots;
    /** Where in a span the first slot is. */
    final long[] first;
    /** Of the stride without its factors 2, modulo 2^64. */
    final long[] inverse;
    private final long[] reciprocal;
    /** Of the last live word: the bits that are no slots. */
    final long[] padding;
    final boolean[] inSpan;
    /** The class for a request, by the number of 16 bytes that request and tag take. */
    final byte[] classOf;
    private final long tag;

    private HpMallocSizes(long spanByteSize, long tag, int pairs) {
        long room = spanByteSize - 2 * LINKS - up(tag);
        long[] strides = strides(room, spanByteSize < LARGE_SPAN ? LEAST_SLOTS_OF_SMALL : LEAST_SLOTS);
        this.tag = tag;
        this.classes = strides.length;
        this.stride = strides;
        this.slots = new int[classes];
        this.first = new long[classes];
        this.inverse = new long[classes];
        this.reciprocal = new long[classes];
        this.padding = new long[classes];
        this.inSpan = new boolean[classes];
        for (int c = 0; c < classes; c++) {
            long bitmaps = 0;
            int count = (int) (room / strides[c]);
            if (words(count) > pairs) {
                inSpan[c] = true;
                bitmaps = 2L * Long.BYTES * words(count);
                count = (int) ((room - bitmaps) / strides[c]);
            }
            slots[c] = count;
            first[c] = LINKS + bitmaps + up(tag);
            reciprocal[c] = ((1L << RECIPROCAL_SHIFT) + strides[c] - 1) / strides[c];
            inverse[c] = inverse(strides[c] >> Long.numberOfTrailingZeros(strides[c]));
            padding[c] = (count & 63) == 0 ? 0 : -1L << count;
        }
        this.largest = strides[classes - 1] - tag;
        this.classOf = classOf(strides, tag);
    }

    /**
     * {@return the sizes of a kind of spans} There are few kinds, and it takes a while to reckon.
     *
     * @param spanByteSize a power of two
     * @param tag          size of a tag, a multiple of 8
     * @param pairs        words for bitmaps in a record
     */
    static HpMallocSizes of(long spanByteSize, long tag, int pairs) {
        return KINDS.computeIfAbsent(List.of(spanByteSize, tag, (long) pairs),
                kind -> new HpMallocSizes(spanByteSize, tag, pairs));
    }

    private static long[] strides(long room, int leastSlots) {
        long[] found = new long[128];
        int count = 0;
        for (long size = ALIGNMENT; size <= room / leastSlots; size += Math.max(ALIGNMENT,
                Long.highestOneBit(size) / STEPS_PER_POWER)) {
            long snapped = room / (room / size) & -ALIGNMENT;
            long stride = size < STEPS_PER_POWER * ALIGNMENT ? size : snapped;
            if (count == 0 || stride > found[count - 1]) {
                found[count++] = stride;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static byte[] classOf(long[] strides, long tag) {
        byte[] table = new byte[(int) (strides[strides.length - 1] >>> 4) + 1];
        int c = 0;
        for (int units = 0; units < table.length; units++) {
            while (strides[c] < (long) units << 4 || strides[c] <= tag) {
                c++;
            }
            table[units] = (byte) c;
        }
        return table;
    }

    /** {@return the class for a request} @param byteSize at most {@link #largest} */
    int classOf(long byteSize) {
        return classOf[(int) (byteSize + tag + ALIGNMENT - 1) >>> 4];
    }

    /** {@return what makes 1 modulo 2^64 of an odd number} Each step doubles the number of bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int bits = 3; bits < Long.SIZE; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    /** {@return the size of a tag} */
    long tag() {
        return tag;
    }

    /** {@return how many bytes of a slot its block may use} @param c the class */
    long usable(int c) {
        return stride[c] - tag;
    }

    /** {@return how many words of 64 slots there are} @param count the slots */
    static int words(int count) {
        return count + 63 >>> 6;
    }

    /** {@return the slot at a distance from the first, rounded down} @param c the class @param distance not negative */
    int slotAt(int c, long distance) {
        return (int) (distance * reciprocal[c] >>> RECIPROCAL_SHIFT);
    }

    private static long up(long size) {
        return size + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
