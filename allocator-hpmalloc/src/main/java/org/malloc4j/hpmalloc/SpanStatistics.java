package org.malloc4j.hpmalloc;

import org.malloc4j.PoolStatistics;

/**
 * Reads the figures from the bitmaps themselves, without a lock: nobody counts while allocating, and after a death there
 * is nothing to count again. Exact while nobody allocates. Free slots of a span are neither used nor free: they are
 * overhead until the span is given back.
 */
final class SpanStatistics {
    private final CommonHeap common;
    private final Spans spans;
    private final Heaps heaps;

    SpanStatistics(CommonHeap common, Spans spans, Heaps heaps) {
        this.common = common;
        this.spans = spans;
        this.heaps = heaps;
    }

    PoolStatistics read() {
        HpMallocSizes sizes = spans.sizes();
        long found = 0;
        long held = common.tablesUsable();
        long blocks = 0;
        long used = 0;
        long largestSlot = 0;
        int end = spans.used();
        for (int span = 0; span < end; span++) {
            long header = spans.header(span);
            if (header != 0) {
                found++;
                held += Math.max(0, common.byteSizeOrNone(spans.base(span)));
            }
            if (spans.hasSlots(header)) {
                int c = Spans.classOf(header);
                int live = spans.live(span, c);
                blocks += live;
                used += live * sizes.usable(c);
                if (heaps.mayUse(Spans.tag(header)) && live < sizes.slots[c]) {
                    largestSlot = Math.max(largestSlot, sizes.usable(c));
                }
            }
        }
        PoolStatistics all = common.statistics();
        return new PoolStatistics(all.totalSize(),
                Math.max(0, all.usedSize() - held) + used,
                all.realUsedSize(), all.maxUsedSize(), all.freeSize(), Math.max(all.largestFree(), largestSlot),
                Math.max(0, all.fragments() - 1 - found) + blocks, all.freeFragments());
    }
}
