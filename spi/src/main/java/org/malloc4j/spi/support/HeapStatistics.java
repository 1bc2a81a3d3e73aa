package org.malloc4j.spi.support;

import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Region;

/**
 * Reads a heap's figures without its lock: exact while nobody allocates, and otherwise some operations old. What it reads
 * may change under its eyes, so it trusts nothing and its search for the largest fragment is bounded.
 *
 * <p>Fragments whose merging is deferred, or that were set aside, are neither used nor free: they are overhead until they are used or flushed.
 */
final class HeapStatistics {
    private final FragmentHeap whole;
    private final Region region;
    private final Fragments fragments;
    private final FreeLists lists;
    private final QuickLists quick;
    private final long end;

    HeapStatistics(HeapParts heap, FragmentHeap whole) {
        this.whole = whole;
        this.region = heap.region();
        this.fragments = heap.fragments();
        this.lists = heap.lists();
        this.quick = heap.quick();
        this.end = heap.geometry().end();
    }

    PoolStatistics read() {
        long capacity = end - fragments.start();
        long kept = whole.asideFragments();
        long keptSize = whole.asideByteSize();
        for (long size = fragments.smallest(); size <= quick.largest(); size += Fragments.ALIGNMENT) {
            kept += quick.length(size);
            keptSize += quick.length(size) * size;
        }
        long live = Math.max(0, region.getLongAcquire(HeapDescriptor.LIVE) - kept);
        long used = clamp(region.getLongAcquire(HeapDescriptor.USED), capacity);
        long peak = clamp(region.getLongAcquire(HeapDescriptor.PEAK), capacity);
        long free = Math.max(0, region.getLongAcquire(HeapDescriptor.FREE));
        long top = Math.max(fragments.start(), clamp(Seal.payload(region.getLongAcquire(HeapDescriptor.TOP)), end));
        long total = region.byteSize();
        long realUsed = total - (capacity - used);
        long largest = Math.min(capacity - used, Math.max(end - top, largestListed(top, free)));
        return new PoolStatistics(total, clamp(whole.usableByteSize(used - keptSize, live), realUsed), realUsed,
                Math.max(realUsed, total - (capacity - peak)), capacity - used,
                largest < fragments.smallest() ? 0 : largest - whole.besideByteSize(), live, free + (top < end ? 1 : 0));
    }

    private long largestListed(long top, long steps) {
        int index = lists.lastNonEmpty();
        long largest = 0;
        if (index < 0) {
            return largest;
        }
        long fragment = lists.firstNow(index);
        for (long i = 0; i < steps && fragments.isPlausible(fragment, top); i++) {
            long header = region.getLong(fragment);
            if (!Seal.isIntact(fragment, header) || !Fragments.isFree(header)) {
                break;
            }
            largest = Math.max(largest, Fragments.size(header));
            fragment = lists.nextNow(fragment);
        }
        return largest;
    }

    private static long clamp(long value, long highest) {
        return Math.max(0, Math.min(value, highest));
    }
}
