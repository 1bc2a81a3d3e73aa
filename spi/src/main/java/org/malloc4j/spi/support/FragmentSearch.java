package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/** Finds a free fragment for a request: good fit in constant time, and any fit before a request is refused. */
final class FragmentSearch {
    /** How many fragments of the wanted size's own class are looked at before a larger one is split. */
    private static final int TRIES_IN_OWN_CLASS = 8;
    /** How many fragments that may happen to be aligned are looked at before one that surely has room is split. */
    private static final int TRIES_ALIGNED = 32;

    private final Region region;
    private final Fragments fragments;
    private final FreeLists lists;
    private final StartMarks marks;
    private final long prefix;
    private final long smallest;

    FragmentSearch(HeapParts heap) {
        this.region = heap.region();
        this.fragments = heap.fragments();
        this.lists = heap.lists();
        this.marks = heap.marks();
        this.prefix = fragments.prefix();
        this.smallest = fragments.smallest();
    }

    /** {@return a fragment that fits and is hardly larger, or 0} @param size the size needed @param top where fragments end */
    long fit(long size, long byteAlignment, long top) {
        if (byteAlignment <= Fragments.ALIGNMENT) {
            return fit(size, top);
        }
        long fragment = alignedFit(size, byteAlignment, top);
        return fragment != 0 ? fragment : fit(size + byteAlignment + smallest, top);
    }

    /**
     * {@return a fragment that fits only for where it lies, or 0} Where an aligned block was freed between two others, none but
     * an aligned one fills the hole: without this the holes would be cut up, or never used.
     */
    private long alignedFit(long size, long byteAlignment, long top) {
        int tries = TRIES_ALIGNED;
        int enough = SizeClasses.classToSearch(size + byteAlignment + smallest);
        for (int i = lists.nonEmpty(SizeClasses.classOf(size)); i >= 0 && i < enough; i = lists.nonEmpty(i + 1)) {
            for (long fragment = lists.first(i); fragment != 0; fragment = lists.next(fragment)) {
                if (lead(fragment, byteAlignment) + size <= Fragments.size(freeHeader(fragment, top))) {
                    return fragment;
                }
                if (--tries == 0) {
                    return 0;
                }
            }
        }
        return 0;
    }

    private long fit(long size, long top) {
        int own = SizeClasses.classOf(size);
        if (own >= lists.classes()) {
            // With room for its alignment a request can be larger than the region: there is no such list.
            return 0;
        }
        int from = SizeClasses.classToSearch(size);
        if (own != from) {
            long fragment = lists.first(own);
            for (int i = 0; fragment != 0 && i < TRIES_IN_OWN_CLASS; i++) {
                if (Fragments.size(freeHeader(fragment, top)) >= size) {
                    return fragment;
                }
                fragment = lists.next(fragment);
            }
        }
        int index = lists.nonEmpty(from);
        if (index < 0) {
            return 0;
        }
        long fragment = lists.first(index);
        if (Fragments.size(freeHeader(fragment, top)) < size) {
            throw corrupt(fragment, "a free list holds a fragment of the wrong size");
        }
        return fragment;
    }

    /** {@return any fragment that fits, or 0} It looks at every one that could: before a refusal, never otherwise. */
    long anyFit(long size, long byteAlignment, long top) {
        for (int i = lists.nonEmpty(SizeClasses.classOf(size)); i >= 0; i = lists.nonEmpty(i + 1)) {
            for (long fragment = lists.first(i); fragment != 0; fragment = lists.next(fragment)) {
                long available = Fragments.size(freeHeader(fragment, top));
                if (lead(fragment, byteAlignment) + size <= available) {
                    return fragment;
                }
            }
        }
        return 0;
    }

    /** {@return how many bytes at a fragment's start must stay free for its block to be aligned} */
    long lead(long fragment, long byteAlignment) {
        long block = fragment + prefix;
        long aligned = block + byteAlignment - 1 & -byteAlignment;
        if (aligned == block) {
            return 0;
        }
        return (block + smallest + byteAlignment - 1 & -byteAlignment) - block;
    }

    /** {@return the header of what a free list holds} @param fragment where it starts @param top where fragments end */
    long freeHeader(long fragment, long top) {
        if (!fragments.isPlausible(fragment, top)) {
            throw corrupt(fragment, "a free list holds what can't be a fragment");
        }
        long header = fragments.header(fragment, top);
        if (!Fragments.isFree(header) || marks.isSet(fragment + prefix)) {
            throw corrupt(fragment, "a free list holds a live block");
        }
        return header;
    }

    /** {@return the finding} @param fragment where @param what what is wrong */
    HeapCorruptionException corrupt(long fragment, String what) {
        return new HeapCorruptionException(what + ": fragment=" + fragment + " pool=" + region.name()
                + "; something wrote outside its own block", fragment);
    }
}
