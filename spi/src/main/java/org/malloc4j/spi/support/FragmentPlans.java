package org.malloc4j.spi.support;

/**
 * Plans what happens to fragments: taken whole or in part, given back and merged, resized. A plan computes first and
 * touches nothing; its stores are made by the record's commit.
 */
abstract class FragmentPlans {
    private final RedoRecord record;
    private final Fragments fragments;
    private final FreeLists lists;
    private final StartMarks marks;
    private final HeapBounds bounds;
    private final HeapCounts counts;
    private final FragmentSearch search;
    private final long smallest;
    private final long end;
    /** The size of the fragment that the plan took or resized. */
    private long taken;

    FragmentPlans(HeapParts heap) {
        this.record = heap.record();
        this.fragments = heap.fragments();
        this.lists = heap.lists();
        this.marks = heap.marks();
        this.bounds = heap.bounds();
        this.counts = heap.counts();
        this.search = new FragmentSearch(heap);
        this.smallest = fragments.smallest();
        this.end = heap.geometry().end();
    }

    /** {@return whether what an allocation leaves over becomes a free fragment} @param rest its size */
    protected boolean isWorthSplitting(long rest) {
        return rest >= smallest;
    }

    /** {@return whether a fragment is merged with the free one before it} @param header its header */
    protected boolean mergesWithPrevious(long header) {
        return Fragments.isPreviousFree(header);
    }

    /** {@return the size of the fragment that the plan took or resized} */
    final long taken() {
        return taken;
    }

    /** Plans to take a fragment. {@return its block, or 0} @param size its size @param byteAlignment of the block */
    final long planTake(long size, long byteAlignment) {
        record.drop();
        long top = bounds.top();
        long fragment = search.fit(size, byteAlignment, top);
        if (fragment != 0) {
            return take(fragment, size, byteAlignment, top);
        }
        long block = carve(size, byteAlignment, top);
        if (block != 0) {
            return block;
        }
        fragment = search.anyFit(size, byteAlignment, top);
        return fragment == 0 ? 0 : take(fragment, size, byteAlignment, top);
    }

    /** Plans to give back a fragment that isn't free, merged with what is free beside it. */
    final void planGiveBack(long fragment, long size, long header, long top) {
        counts.addUsed(-size, -1);
        release(fragment, size, header, top);
    }

    /** Plans a live fragment's new size. {@return whether it can have it} */
    final boolean planResize(long fragment, long wanted, long header, long top) {
        long size = Fragments.size(header);
        return wanted <= size ? shrink(fragment, size, wanted, header, top) : grow(fragment, size, wanted, header, top);
    }

    private long take(long fragment, long size, long byteAlignment, long top) {
        long available = Fragments.size(search.freeHeader(fragment, top));
        long lead = search.lead(fragment, byteAlignment);
        long rest = available - lead - size;
        lists.remove(fragment, available);
        int freed = -1;
        if (lead != 0) {
            fragments.putFree(fragment, lead);
            lists.insert(fragment, lead);
            freed++;
        }
        long start = fragment + lead;
        long whole = size;
        if (isWorthSplitting(rest)) {
            fragments.putFree(start + size, rest);
            lists.insert(start + size, rest);
            freed++;
        } else {
            whole += rest;
            clearPreviousFree(start + whole, top);
        }
        counts.addFree(freed);
        return hand(start, whole, lead);
    }

    /** Takes from the untouched rest. */
    private long carve(long size, long byteAlignment, long top) {
        long lead = search.lead(top, byteAlignment);
        if (lead + size > end - top) {
            return 0;
        }
        long start = top + lead;
        long whole = end - start - size < smallest ? end - start : size;
        if (!bounds.moveTop(start + whole)) {
            return 0;
        }
        if (lead != 0) {
            fragments.putFree(top, lead);
            lists.insert(top, lead);
            counts.addFree(1);
        }
        return hand(start, whole, lead);
    }

    private long hand(long fragment, long size, long lead) {
        long block = fragment + fragments.prefix();
        if (marks.isSet(block)) {
            throw search.corrupt(fragment, "a live block lies in memory that is said to be free");
        }
        fragments.putHeader(fragment, size, lead == 0 ? 0 : Fragments.PREVIOUS_FREE);
        marks.set(block);
        counts.addUsed(size, 1);
        taken = size;
        return block;
    }

    /** Makes a fragment free, merged with what is free beside it. Its header is that of a live one. */
    private void release(long fragment, long size, long header, long top) {
        long next = fragment + size;
        long first = fragment;
        long freed = 1;
        if (mergesWithPrevious(header)) {
            first = fragments.previousFree(fragment, top);
            lists.remove(first, fragment - first);
            // What was a block's header says free from now on, lest an old one be taken for a live block's.
            fragments.putHeader(fragment, size, Fragments.FREE);
            freed--;
        }
        if (next == top) {
            bounds.moveTop(first);
            if (first == fragment) {
                fragments.putHeader(fragment, size, Fragments.FREE);
            }
            freed--;
        } else {
            long nextHeader = fragments.header(next, top);
            long nextSize = Fragments.size(nextHeader);
            if (Fragments.isFree(nextHeader)) {
                lists.remove(next, nextSize);
                next += nextSize;
                freed--;
            } else {
                fragments.putHeader(next, nextSize, Fragments.PREVIOUS_FREE);
            }
            fragments.putFree(first, next - first);
            lists.insert(first, next - first);
        }
        counts.addFree(freed);
    }

    private boolean shrink(long fragment, long size, long wanted, long header, long top) {
        long rest = size - wanted;
        taken = size;
        if (rest >= smallest) {
            taken = wanted;
            fragments.putHeader(fragment, wanted, header & Fragments.PREVIOUS_FREE);
            counts.addUsed(-rest, 0);
            release(fragment + wanted, rest, 0, top);
        }
        return true;
    }

    private boolean grow(long fragment, long size, long wanted, long header, long top) {
        long next = fragment + size;
        long grown = next == top ? growIntoRest(fragment, wanted) : growIntoNext(fragment, size, wanted, top);
        if (grown == 0) {
            return false;
        }
        fragments.putHeader(fragment, grown, header & Fragments.PREVIOUS_FREE);
        counts.addUsed(grown - size, 0);
        taken = grown;
        return true;
    }

    private long growIntoRest(long fragment, long wanted) {
        if (wanted > end - fragment) {
            return 0;
        }
        long grown = end - fragment - wanted < smallest ? end - fragment : wanted;
        return bounds.moveTop(fragment + grown) ? grown : 0;
    }

    private long growIntoNext(long fragment, long size, long wanted, long top) {
        long next = fragment + size;
        long nextHeader = fragments.header(next, top);
        long available = size + Fragments.size(nextHeader);
        if (!Fragments.isFree(nextHeader) || available < wanted) {
            return 0;
        }
        search.freeHeader(next, top);
        lists.remove(next, available - size);
        if (isWorthSplitting(available - wanted)) {
            fragments.putFree(fragment + wanted, available - wanted);
            lists.insert(fragment + wanted, available - wanted);
            return wanted;
        }
        clearPreviousFree(fragment + available, top);
        counts.addFree(-1);
        return available;
    }

    private void clearPreviousFree(long next, long top) {
        if (next < top) {
            long header = fragments.header(next, top);
            fragments.putHeader(next, Fragments.size(header), header & Fragments.FREE);
        }
    }
}
