package org.malloc4j.hpmalloc;

import org.malloc4j.HeapCorruptionException;

/** Proves, with the shared heap's lock held, what must hold of spans while their owners go on. */
final class SpanVerifier {
    private final CommonHeap common;
    private final Spans spans;

    SpanVerifier(CommonHeap common, Spans spans) {
        this.common = common;
        this.spans = spans;
    }

    void verify() {
        require(spans.isFormatted(), "tables", -1, 0);
        int end = spans.used();
        require(end <= spans.capacity(), "spans used", end, spans.capacity());
        for (int span = 0; span < spans.capacity(); span++) {
            long header = spans.header(span);
            if (header != 0) {
                require(span < end, "span beyond the last", span, end);
                verify(span, header);
            }
        }
    }

    private void verify(int span, long header) {
        require(common.byteSizeOrNone(spans.base(span)) >= common.spanUsable(), "memory of span", span, header);
        int row = Spans.tag(header) - 1;
        if (row + 1 == HpMallocLayout.ABANDONED) {
            require(spans.hasSlots(header), "class of abandoned span " + span, header, 0);
            row = 0;
        }
        require(row >= 0 && row < spans.rows().used(), "heap of span " + span, row, spans.rows().used());
        if (!spans.hasSlots(header)) {
            require(header >>> HpMallocLayout.CLASS_SHIFT == HpMallocLayout.SPARE, "class of span " + span, header, 0);
            return;
        }
        int c = Spans.classOf(header);
        long padding = spans.sizes().padding[c];
        long at = spans.bitmaps(span, c) + (long) (HpMallocSizes.words(spans.sizes().slots[c]) - 1) * HpMallocLayout.PAIR;
        long last = spans.region().getLongAcquire(at);
        long remote = spans.region().getLongAcquire(at + HpMallocLayout.REMOTE);
        if (spans.header(span) == header) {
            require((last & padding) == padding, "padding of span " + span, last, padding);
            require((remote & padding) == 0, "remote padding of span " + span, remote, padding);
        }
    }

    private void require(boolean holds, String what, long found, long expected) {
        if (!holds) {
            throw new HeapCorruptionException("heap invariant broken: " + what + ": pool=" + spans.region().name()
                    + " found=" + found + " expected=" + expected);
        }
    }
}
