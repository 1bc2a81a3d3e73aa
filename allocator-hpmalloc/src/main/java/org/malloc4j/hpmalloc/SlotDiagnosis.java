package org.malloc4j.hpmalloc;

import org.malloc4j.IllegalBlockException;

/** Finds out what a number that lies in a span, and is no live block, is instead. */
final class SlotDiagnosis {
    private final Spans spans;

    SlotDiagnosis(Spans spans) {
        this.spans = spans;
    }

    IllegalBlockException explain(long block) {
        return new IllegalBlockException("block not live: block=" + block + " pool=" + spans.region().name() + "; "
                + reason(block), block);
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
                    return "it lies " + (block - start) + (block - start == 1 ? " byte" : " bytes") + " inside the live block " + start + " of "
                            + spans.sizes().usable(c) + " bytes";
                }
            }
        }
        return (block & 15) == 0 ? "it was freed before, or never allocated"
                : "it is no multiple of 16 and so was never a block";
    }
}
