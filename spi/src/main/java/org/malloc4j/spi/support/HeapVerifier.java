package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/** Proves the invariants of {@link HeapDescriptor}, one after the other, with the heap's lock held. */
final class HeapVerifier {
    private final Region region;
    private final Fragments fragments;
    private final FreeLists lists;
    private final QuickLists quick;
    private final StartMarks marks;
    private final HeapBounds bounds;
    private final long top;
    private final long end;
    private final long aside;
    private long live;
    private long used;
    private long free;
    private long kept;

    HeapVerifier(HeapParts heap, long aside) {
        this.aside = aside;
        this.region = heap.region();
        this.fragments = heap.fragments();
        this.lists = heap.lists();
        this.quick = heap.quick();
        this.marks = heap.marks();
        this.bounds = heap.bounds();
        this.top = bounds.top();
        this.end = heap.geometry().end();
    }

    void verify() {
        verifyBounds();
        verifyFragments();
        verifyLists();
        verifyQuickLists();
        require(marks.count(top) == live - kept, "marks of live blocks", marks.count(top), live - kept);
        require(region.getLong(HeapDescriptor.LIVE) == live, "count of live blocks",
                region.getLong(HeapDescriptor.LIVE), live);
        require(region.getLong(HeapDescriptor.USED) == used, "bytes of live blocks",
                region.getLong(HeapDescriptor.USED), used);
        require(region.getLong(HeapDescriptor.FREE) == free, "count of free fragments",
                region.getLong(HeapDescriptor.FREE), free);
        require(region.getLong(HeapDescriptor.PEAK) >= used, "peak", region.getLong(HeapDescriptor.PEAK), used);
    }

    private void verifyBounds() {
        long backed = bounds.backed();
        require(top >= fragments.start() && top <= end, "top", top, end);
        require(backed >= top && backed <= end, "backed", backed, top);
        require(bounds.reach() >= top, "reach", bounds.reach(), top);
    }

    private void verifyFragments() {
        boolean previousFree = false;
        for (long fragment = fragments.start(); fragment < top; ) {
            long header = fragments.header(fragment, top);
            long size = Fragments.size(header);
            boolean isFree = Fragments.isFree(header);
            require(Fragments.isPreviousFree(header) == previousFree, "flag previous-is-free of fragment " + fragment,
                    header, previousFree ? 1 : 0);
            boolean isMarked = marks.isSet(fragment + fragments.prefix());
            if (isFree) {
                require(!isMarked, "mark of free fragment " + fragment, 1, 0);
                require(!previousFree, "free neighbours at fragment " + fragment, 1, 0);
                require(fragments.previousFree(fragment + size, top) == fragment, "footer of fragment " + fragment,
                        0, fragment);
                free++;
            } else {
                live++;
                used += size;
                kept += isMarked ? 0 : 1;
            }
            previousFree = isFree;
            fragment += size;
        }
        require(!previousFree, "free fragment before top", 1, 0);
    }

    private void verifyLists() {
        long listed = 0;
        for (int i = 0; i < lists.classes(); i++) {
            long previous = 0;
            for (long fragment = lists.first(i); fragment != 0; fragment = lists.next(fragment)) {
                require(fragments.isPlausible(fragment, top), "free list of class " + i, fragment, top);
                long header = fragments.header(fragment, top);
                require(Fragments.isFree(header), "free list of class " + i + " holds a live fragment", fragment, 0);
                require(SizeClasses.classOf(Fragments.size(header)) == i, "class of free fragment " + fragment,
                        SizeClasses.classOf(Fragments.size(header)), i);
                require(lists.previous(fragment) == previous, "back link of free fragment " + fragment,
                        lists.previous(fragment), previous);
                require(++listed <= free, "length of the free lists", listed, free);
                previous = fragment;
            }
            require(lists.isMapped(i) == (lists.first(i) != 0), "map of free list " + i, lists.first(i), 0);
        }
        require(listed == free, "length of the free lists", listed, free);
    }

    private void verifyQuickLists() {
        long listed = 0;
        for (long size = fragments.smallest(); size <= quick.largest(); size += Fragments.ALIGNMENT) {
            long length = 0;
            for (long fragment = quick.first(size); fragment != 0; fragment = quick.next(fragment)) {
                require(fragments.isPlausible(fragment, top), "quick list of size " + size, fragment, top);
                long header = fragments.header(fragment, top);
                require(Fragments.size(header) == size && !Fragments.isFree(header), "quick list of size " + size
                        + " holds fragment " + fragment, header, size);
                require(!marks.isSet(fragment + fragments.prefix()), "mark of kept fragment " + fragment, 1, 0);
                require(++length <= quick.length(size), "length of quick list of size " + size, length,
                        quick.length(size));
            }
            require(length == quick.length(size), "length of quick list of size " + size, length, quick.length(size));
            listed += length;
        }
        require(listed + aside == kept, "length of the quick lists", listed + aside, kept);
    }

    private void require(boolean holds, String what, long found, long expected) {
        if (!holds) {
            throw new HeapCorruptionException("heap invariant broken: " + what + ": pool=" + region.name() + " found="
                    + found + " expected=" + expected);
        }
    }
}
