package org.malloc4j.hpmalloc;

import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.support.NoBlock;

/** Finds out what a number that lies in a span, and is no live block, is instead. */
final class SlotDiagnosis {
    private final Spans spans;

    SlotDiagnosis(Spans spans) {
        this.spans = spans;
    }

    IllegalBlockException explain(long block) {
        return NoBlock.refuse(block, spans.region(), reason(block));
    }

    private String reason(long block) {
        int span = spans.spanOf(block);
        long header = spans.header(span);
        if (spans.hasSlots(header)) {
            int c = Spans.classOf(header);
            long distance = block - spans.firstBlock(span, c);
            int slot = distance < 0 ? -1 : spans.sizes().slotAt(c, distance);
            if (slot >= 0 && slot < spans.sizes().slots[c] && spans.isLive(span, c, slot)) {
                long start = spans.firstBlock(span, c) + slot * spans.sizes().stride[c];
                if (block > start && block - start < spans.sizes().usable(c)) {
                    return NoBlock.inside(block, start, spans.sizes().usable(c));
                }
            }
        }
        return NoBlock.nothing(block);
    }
}
