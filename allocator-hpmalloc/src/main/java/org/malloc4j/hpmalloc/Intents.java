package org.malloc4j.hpmalloc;

import static org.malloc4j.hpmalloc.HpMallocLayout.PAIR;

import org.malloc4j.spi.Region;

/**
 * What a heap is about to do to a block and to a word that names it, so that a survivor can make it both or neither.
 *
 * <pre>
 *   ALLOCATE       intent, live bit, word, done      the word decides: if it doesn't name the block, the bit is cleared
 *   FREE           intent, word, live bit, done      the intent decides: the rest is done
 *   FREE_REMOTELY  intent, word, remote bit, done    the same; the bit isn't folded meanwhile, so it tells whether it was set
 * </pre>
 */
final class Intents {
    static final int ALLOCATE = 1;
    static final int FREE = 2;
    static final int FREE_REMOTELY = 3;

    private final Region region;
    private final Rows rows;
    private final Spans spans;

    Intents(Region region, Rows rows, Spans spans) {
        this.region = region;
        this.rows = rows;
        this.spans = spans;
    }

    /** {@return the slots of a word of a span that somebody is about to free remotely, or has and not said so} */
    long freeing(int span, int word) {
        long found = 0;
        for (int row = rows.used() - 1; row >= 0; row--) {
            long intent = rows.intent(row);
            long block = Rows.block(intent);
            if (Rows.kind(intent) == FREE_REMOTELY && spans.spanOf(block) == span) {
                int slot = spans.slot(block, span, Spans.classOf(spans.header(span)));
                if (slot >>> 6 == word) {
                    found |= 1L << slot;
                }
            }
        }
        return found;
    }

    /** Finishes or undoes what a row's former owner was in the middle of. Running it again is harmless. */
    void recover(int row) {
        long intent = rows.intent(row);
        if (intent == 0) {
            return;
        }
        long block = Rows.block(intent);
        long word = rows.target(row);
        int span = spans.spanOf(block);
        long header = span < 0 ? 0 : spans.header(span);
        int slot = spans.hasSlots(header) ? spans.slot(block, span, Spans.classOf(header)) : -1;
        if (slot >= 0 && (word & Long.BYTES - 1) == 0 && word >= 0 && word <= region.byteSize() - Long.BYTES) {
            recover(Rows.kind(intent), block, word, span, Spans.classOf(header), slot);
        }
        rows.done(row);
    }

    private void recover(int kind, long block, long word, int span, int c, int slot) {
        boolean isLinked = region.getLongAcquire(word) == block;
        if (kind == ALLOCATE) {
            if (!isLinked && spans.isLive(span, c, slot)) {
                clearLive(span, c, slot);
            }
            return;
        }
        if (isLinked) {
            region.putLongRelease(word, 0);
        }
        if (kind == FREE) {
            clearLive(span, c, slot);
        } else {
            spans.freeRemotely(span, c, slot);
        }
    }

    private void clearLive(int span, int c, int slot) {
        long at = spans.bitmaps(span, c) + (long) (slot >>> 6) * PAIR;
        region.putLongRelease(at, region.getLong(at) & ~(1L << slot));
    }
}
