package org.malloc4j.hpmalloc;

import static org.malloc4j.hpmalloc.HpMallocLayout.ABANDONED;

import org.malloc4j.spi.Region;

/**
 * Spans that belong to no heap, so that any heap of any process may take them: what ended threads and dead processes left,
 * and is not empty. (The abandoned segments of Leijen, Zorn, de Moura: "Mimalloc: free list sharding in action", 2019.)
 *
 * <p>That a span is abandoned, its header says, and it is taken by one compare-and-set there. A byte for each span tells
 * where to look, and a number that goes up whenever there is more, whether to look at all. Both are hints: whoever empties a
 * row sets them right, so that what a death left wrong lasts until that process is adopted.
 */
final class AbandonedSpans {
    /** How many spans without a free slot are looked at for one that has some. */
    private static final int TRIES = 32;

    private final CommonHeap common;
    private final Spans spans;
    private final Region region;
    private final SpanBytes hints;
    private final long number;
    /** For each class, where to go on. Written by anybody: it doesn't matter where one starts. */
    private final int[] next;

    AbandonedSpans(CommonHeap common) {
        this.common = common;
        this.spans = common.spans();
        this.region = spans.region();
        this.hints = spans.hints();
        this.number = spans.tables() + HpMallocLayout.ABANDONMENTS;
        this.next = new int[spans.sizes().classes];
    }

    /**
     * Finishes or undoes what a row's heap was in the middle of, gives back its empty spans and abandons the others. Done
     * again after a death in between, it does the rest.
     *
     * @param row a row of this process, whose heap nobody uses
     */
    void vacate(int row) {
        common.settle();
        spans.intents().recover(row);
        for (int span = spans.used() - 1; span >= 0; span--) {
            long header = spans.header(span);
            if (Spans.tag(header) == row + 1) {
                leave(span, header);
            } else if (Spans.tag(header) == ABANDONED) {
                correctHint(span);
            }
        }
        announce();
    }

    private void leave(int span, long header) {
        int c = Spans.classOf(header);
        if (spans.hasSlots(header)) {
            spans.fold(span, c);
            if (!spans.isEmpty(span, c)) {
                spans.setHeader(span, c + 1, ABANDONED);
                correctHint(span);
                return;
            }
        }
        common.giveBack(span);
    }

    /**
     * Takes a span with a free slot, or with one that others freed.
     *
     * @param c    its class
     * @param tag  the tag of the heap that takes it
     * @param seen for each class, up to which number that heap has found nothing more
     * @return the span, or -1
     */
    int take(int c, int tag, long[] seen) {
        long now = region.getLongAcquire(number);
        if (seen[c] == now) {
            return -1;
        }
        int words = (spans.used() + SpanBytes.PER_WORD - 1) / SpanBytes.PER_WORD;
        int tries = TRIES;
        int word = next[c];
        for (int i = 0; i < words; i++, word++) {
            word = word < words ? word : 0;
            int first = word * SpanBytes.PER_WORD;
            if (!hints.areZero(first)) {
                for (int span = first; span < Math.min(first + SpanBytes.PER_WORD, spans.capacity()); span++) {
                    if (hints.get(span) == c + 1) {
                        if (mayServe(span, c) && claim(span, c, tag)) {
                            next[c] = word;
                            return span;
                        }
                        tries--;
                    }
                }
            }
            if (tries <= 0) {
                next[c] = word + 1;
                return -1;
            }
        }
        seen[c] = now;
        return -1;
    }

    /** Looked at before it is taken: at worst at memory that somebody else has by now. */
    private boolean mayServe(int span, int c) {
        if (spans.header(span) != Spans.header(c + 1, ABANDONED)) {
            correctHint(span);
            return false;
        }
        return spans.isFlagged(span) || spans.live(span, c) < spans.sizes().slots[c];
    }

    private boolean claim(int span, int c, int tag) {
        boolean done = region.compareAndSetLong(spans.record(span), Spans.header(c + 1, ABANDONED), Spans.header(c + 1, tag));
        correctHint(span);
        return done;
    }

    /** {@return whether something was freed in one since it was abandoned} @param thorough see {@link #tidy} */
    boolean areFreed(boolean thorough) {
        return nextFreed(0, thorough) >= 0;
    }

    /**
     * Folds what was freed, and gives back what is empty.
     *
     * @param row      a row of this process without a heap
     * @param thorough whether spans count in which nothing is live, though nobody said so: whoever freed last failed
     */
    void tidy(int row, boolean thorough) {
        for (int span = 0; (span = nextFreed(span, thorough)) >= 0; span++) {
            int c = Spans.classOf(spans.header(span));
            if (c >= 0 && claim(span, c, row + 1)) {
                leave(span, Spans.header(c + 1, row + 1));
            }
        }
        announce();
    }

    private int nextFreed(int from, boolean thorough) {
        int used = spans.used();
        for (int span = from; span < used; span++) {
            if ((span & SpanBytes.PER_WORD - 1) == 0 && hints.areZero(span)) {
                span += SpanBytes.PER_WORD - 1;
            } else if (isFreed(span, hints.get(span) - 1, thorough)) {
                return span;
            }
        }
        return -1;
    }

    private boolean isFreed(int span, int c, boolean thorough) {
        return c >= 0 && spans.header(span) == Spans.header(c + 1, ABANDONED)
                && (spans.isFlagged(span) || thorough && spans.live(span, c) == 0);
    }

    /** Whoever writes a hint looks at the header once more, so the last one to write has it right. */
    private void correctHint(int span) {
        for (;;) {
            long header = spans.header(span);
            int right = Spans.tag(header) == ABANDONED ? Spans.classOf(header) + 1 : 0;
            if (hints.get(span) == right) {
                return;
            }
            hints.putFully(span, right);
        }
    }

    /** Tells every heap to look for spans again. */
    void announce() {
        long now;
        do {
            now = region.getLongAcquire(number);
        } while (!region.compareAndSetLong(number, now, now + 1));
    }
}
