package org.malloc4j.spi.support;

import org.malloc4j.spi.Region;

/**
 * Where a heap keeps its quick lists and its marks, and how it writes them: for a heap built on {@link FragmentHeap} that
 * has a short cut of its own, written out store by store.
 *
 * <pre>
 *   head:  63      48 47                          0
 *         +----------+-----------------------------+
 *         |  length  |  first fragment, or 0       |     a fragment's link lies where its block would
 *         +----------+-----------------------------+
 * </pre>
 *
 * <p>A record, because the JIT trusts a record's fields: they are constants wherever the record is one.
 *
 * @param start        where the first fragment starts
 * @param end          where the last one can end
 * @param prefix       how far into a fragment its block starts
 * @param smallest     the size of the smallest fragment
 * @param largest      the size of the largest fragment that a quick list keeps
 * @param mostPerClass the most bytes that a list holds
 * @param heads        where the heads lie
 * @param marks        where the marks lie
 */
public record QuickPlaces(long start, long end, long prefix, long smallest, long largest, long mostPerClass, long heads,
                          long marks) {

    static QuickPlaces of(HeapParts heap) {
        Fragments fragments = heap.fragments();
        return new QuickPlaces(heap.geometry().start(), heap.geometry().end(), fragments.prefix(), fragments.smallest(),
                heap.quick().largest(), heap.quick().mostPerClass(), heap.quick().head(0), heap.marks().word(0));
    }

    /** {@return where fragments end, or 0 if that can't be told} @param region the heap's */
    public long top(Region region) {
        long word = region.getLong(HeapDescriptor.TOP);
        return Seal.isIntact(HeapDescriptor.TOP, word) ? Seal.payload(word) : 0;
    }

    /** {@return whether a block can start somewhere} @param block where @param top where fragments end */
    public boolean isPlausible(long block, long top) {
        return (block & Fragments.ALIGNMENT - 1) == 0 && block >= start + prefix && block < top;
    }

    /** {@return the size of the fragment for a request} @param byteSize the bytes asked for */
    public long sizeFor(long byteSize) {
        return Math.max(smallest, byteSize + prefix + Fragments.ALIGNMENT - 1 & -Fragments.ALIGNMENT);
    }

    /** {@return where the head for a size lies} @param size at most {@link #largest} */
    public long head(long size) {
        return heads + (size >>> 1);
    }

    /** {@return whether a list takes another fragment} @param head its head @param size the fragment's size */
    public boolean hasRoom(long head, long size) {
        return (QuickLists.lengthIn(head) + 1) * size <= mostPerClass;
    }

    /** {@return the fragment that a head names, or 0} @param head the head */
    public static long first(long head) {
        return QuickLists.firstIn(head);
    }

    /** {@return a head with another fragment put first} @param head the head @param fragment the fragment */
    public static long with(long head, long fragment) {
        return QuickLists.with(head, fragment);
    }

    /** {@return a head without its first fragment} @param head the head @param next the fragment after that */
    public static long without(long head, long next) {
        return QuickLists.without(head, next);
    }

    /** {@return where the word with a block's mark lies} @param block a multiple of 16 */
    public long mark(long block) {
        return marks + (block >>> 10) * Long.BYTES;
    }

    /** {@return a block's mark within its word} @param block a multiple of 16 */
    public static long bit(long block) {
        return StartMarks.bit(block);
    }

    /** {@return where the last block starts whose mark is in a word} @param mark where the word lies @param bits some of its marks, not 0 */
    public long lastBlock(long mark, long bits) {
        return (mark - marks) / Long.BYTES << 10 | 63 - Long.numberOfLeadingZeros(bits) << 4;
    }

    /** {@return 0 if a fragment's header is intact} @param fragment where it starts @param header the header */
    public static long damage(long fragment, long header) {
        return Seal.damage(fragment, header);
    }

    /** {@return the size in a header} @param header the header */
    public static long size(long header) {
        return Fragments.size(header);
    }

    /** {@return whether a header says that its fragment is free} @param header the header */
    public static boolean isFree(long header) {
        return Fragments.isFree(header);
    }

    /** {@return whether a header says that the fragment before its own is free} @param header the header */
    public static boolean isPreviousFree(long header) {
        return Fragments.isPreviousFree(header);
    }
}
