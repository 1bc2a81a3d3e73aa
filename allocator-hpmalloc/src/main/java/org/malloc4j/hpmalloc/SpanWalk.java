package org.malloc4j.hpmalloc;

import org.malloc4j.spi.BlockVisitor;

/** A walk over the shared heap that shows each span's live slots in its place. Free slots aren't shown. */
final class SpanWalk implements BlockVisitor {
    private final CommonHeap common;
    private final Spans spans;
    private final BlockVisitor visitor;
    private long stoppedAt;

    SpanWalk(CommonHeap common, Spans spans, BlockVisitor visitor) {
        this.common = common;
        this.spans = spans;
        this.visitor = visitor;
    }

    long walk(long fromBlock) {
        long from = fromBlock;
        int span = spans.spanOf(from);
        if (span >= 0 && from != spans.base(span) && spans.header(span) != 0) {
            if (!visitSlots(span, from)) {
                return stoppedAt;
            }
            from = common.after(span);
        }
        long resumeAt = common.forEachBlock(from, this);
        return stoppedAt != 0 ? stoppedAt : resumeAt;
    }

    @Override
    public boolean visit(long block, long byteSize, boolean live) {
        if (!live) {
            return visitor.visit(block, byteSize, false);
        }
        if (common.isTables(block)) {
            return true;
        }
        int span = spans.spanOf(block);
        if (block == spans.base(span)) {
            if (spans.header(span) != 0) {
                return visitSlots(span, block);
            }
            // What was a span when it was looked up may have been given back meanwhile.
            if (byteSize >= common.spanUsable() && common.byteSizeOrNone(block) != byteSize) {
                return true;
            }
        }
        return visitor.visit(block, byteSize, true);
    }

    private boolean visitSlots(int span, long from) {
        long header = spans.header(span);
        if (!spans.hasSlots(header)) {
            return true;
        }
        int c = Spans.classOf(header);
        HpMallocSizes sizes = spans.sizes();
        long first = spans.firstBlock(span, c);
        long stride = sizes.stride[c];
        int slot = from <= first ? 0 : sizes.slotAt(c, from - first + stride - 1);
        for (; slot < sizes.slots[c]; slot++) {
            if (spans.isLive(span, c, slot)) {
                long block = first + slot * stride;
                if (!visitor.visit(block, sizes.usable(c), true)) {
                    stoppedAt = block + stride;
                    return false;
                }
            }
        }
        return true;
    }
}
