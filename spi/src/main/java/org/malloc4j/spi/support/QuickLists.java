package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/**
 * Small fragments that were freed but not yet merged, kept by their exact size for the next request of it: Doug Lea's
 * fastbins. A push or a pop changes three words at most and touches no neighbour.
 *
 * <pre>
 *   a head for each size in steps of 16 bytes:
 *    63      48 47                          0
 *   +----------+-----------------------------+
 *   |  length  |  first fragment, or 0       |     links lie in the fragments, behind the tag
 *   +----------+-----------------------------+
 * </pre>
 *
 * The header of such a fragment is a live block's, so that no neighbour merges with it; what tells it from one is that
 * it has no mark. In all they hold back no more than 1/64 of the region and 1 MiB, or 896 bytes where that is more.
 *
 * <p>A record, because the JIT trusts a record's fields.
 *
 * @param region       the region
 * @param record       where changes are planned
 * @param base         where the heads lie
 * @param link         how far into a fragment its link lies
 * @param mostPerClass the most bytes that a list holds
 * @param largest      the size of the largest fragment that is kept
 */
record QuickLists(Region region, RedoRecord record, long base, long link, long mostPerClass, long largest) {
    /** The size of the largest fragment that is kept, in a large region. */
    private static final long LARGEST = 1040;
    private static final long SIZE_MASK = Long.highestOneBit(LARGEST) * 2 - Fragments.ALIGNMENT;
    private static final int CLASSES = (int) (LARGEST / Fragments.ALIGNMENT);
    private static final int HALF_UNIT_SHIFT = 1;
    private static final int LENGTH_SHIFT = 48;
    private static final long FRAGMENT_MASK = (1L << LENGTH_SHIFT) - 1;
    private static final long LENGTH_ONE = 1L << LENGTH_SHIFT;
    private static final long LEAST_PER_CLASS = 128;
    private static final long MOST_PER_CLASS = 16 * 1024;
    private static final long PART_OF_REGION = 64;

    /**
     * {@return the lists of a region}
     *
     * @param region    the region
     * @param record    where changes are planned
     * @param fragments what fragments look like
     * @param base      where the heads lie
     */
    static QuickLists of(Region region, RedoRecord record, Fragments fragments, long base) {
        return new QuickLists(region, record, base, fragments.prefix(), perClassByteSize(region.byteSize()),
                largest(region.byteSize()));
    }

    /** {@return how many bytes the heads take} @param regionByteSize the region's size */
    static long byteSize(long regionByteSize) {
        return (largest(regionByteSize) / Fragments.ALIGNMENT + 1) * Long.BYTES;
    }

    private static long largest(long regionByteSize) {
        return Math.min(perClassByteSize(regionByteSize), LARGEST) & -Fragments.ALIGNMENT;
    }

    private static long perClassByteSize(long regionByteSize) {
        return Math.clamp(regionByteSize / PART_OF_REGION / CLASSES, LEAST_PER_CLASS, MOST_PER_CLASS);
    }

    /** Lays out empty lists. */
    void format() {
        region.fill(base, byteSize(region.byteSize()), (byte) 0);
    }

    /** {@return the first fragment of a size, or 0} @param size at most {@link #largest} */
    long first(long size) {
        return firstIn(region.getLong(head(size)));
    }

    /** {@return the fragment after another one, or 0} @param fragment that one */
    long next(long fragment) {
        return region.getLong(fragment + link);
    }

    /** {@return how many fragments of a size there are} @param size at most {@link #largest} */
    long length(long size) {
        return lengthIn(region.getLong(head(size)));
    }

    /** {@return whether another fragment may be kept} @param size its size, at most {@link #largest} */
    boolean hasRoom(long size) {
        return (length(size) + 1) * size <= mostPerClass;
    }

    /** Plans to keep a fragment. @param fragment where it starts @param size its size */
    void push(long fragment, long size) {
        long head = head(size);
        long before = region.getLong(head);
        record.put(fragment + link, firstIn(before));
        record.put(head, with(before, fragment));
    }

    /** Plans to take the first fragment out. @param fragment it @param size its size */
    void pop(long fragment, long size) {
        long head = head(size);
        record.put(head, without(region.getLong(head), next(fragment)));
    }

    /** {@return the refusal of what a list names and was never kept} @param fragment what it names */
    HeapCorruptionException corrupt(long fragment) {
        return new HeapCorruptionException("a quick list holds what wasn't freed into it: fragment=" + fragment + " pool="
                + region.name() + "; something wrote to memory after it was freed, or outside its own block", fragment);
    }

    /** {@return the fragment that a head names, or 0} @param head the head */
    static long firstIn(long head) {
        return head & FRAGMENT_MASK;
    }

    /** {@return the length in a head} @param head the head */
    static long lengthIn(long head) {
        return head >>> LENGTH_SHIFT;
    }

    /** {@return a head with another fragment put first} @param head the head @param fragment the fragment */
    static long with(long head, long fragment) {
        return head - firstIn(head) + LENGTH_ONE + fragment;
    }

    /** {@return a head without its first fragment} @param head the head @param next the fragment after that */
    static long without(long head, long next) {
        return head - firstIn(head) - LENGTH_ONE + firstIn(next);
    }

    /**
     * {@return where the head for a size lies} The mask changes nothing, but tells the JIT that the head lies in the region.
     *
     * @param size at most {@link #largest}
     */
    long head(long size) {
        return base + ((size & SIZE_MASK) >>> HALF_UNIT_SHIFT);
    }
}
