package org.malloc4j.hpmalloc;

/**
 * What the owner of a span needs to free in it, in one cache line of the Java heap: a copy of what the span's header says,
 * written whenever the owner writes that. It is read and written with the owner's lock held; whoever else looks finds an
 * owner that isn't its own heap.
 */
final class OwnSpan {
    final int span;
    /** Whose it is; null: nobody's of this process, or spare. */
    ThreadHeap heap;
    /** Of its class: the word to allocate from. */
    Cursor cursor;
    /** The first slot's block. */
    long first;
    /** Where the bitmaps lie. */
    long bitmaps;
    int slots;
    /** The stride's inverse and the number of its factors 2: see {@link #slot}. */
    int rotation;
    long inverse;
    /**
     * The bits of a word whose last one must not be cleared unnoticed: those that stand for slots even in the last word. None,
     * if the span isn't in the list of those that may have a free slot: then any that is cleared is noticed.
     */
    long watched;
    /** Its place in the list of its class, plus one; 0: in none. */
    int place;
    /** The same for the list of those that may have a free slot. */
    int availablePlace;

    OwnSpan(int span) {
        this.span = span;
    }

    /**
     * {@return the slot that a block starts, or, compared without sign, no less than {@link #slots}} To divide by an odd
     * number is to multiply with its inverse modulo 2^64, if there is no remainder; if there is one, the product is larger
     * than any quotient. (Granlund, Montgomery: "Division by invariant integers using multiplication", 1994.)
     *
     * @param block any number
     */
    long slot(long block) {
        return Long.rotateRight((block - first) * inverse, rotation);
    }

    void become(ThreadHeap owner, Cursor of, Spans spans) {
        HpMallocSizes sizes = spans.sizes();
        cursor = of;
        first = spans.firstBlock(span, of.c);
        bitmaps = spans.bitmaps(span, of.c);
        slots = sizes.slots[of.c];
        rotation = Long.numberOfTrailingZeros(sizes.stride[of.c]);
        inverse = sizes.inverse[of.c];
        heap = owner;
    }
}
