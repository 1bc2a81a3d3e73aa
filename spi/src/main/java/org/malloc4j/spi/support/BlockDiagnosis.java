package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Region;

/** Finds out what a number that is no live block is instead, for the sentence that refuses it. */
final class BlockDiagnosis {
    private final Region region;
    private final Fragments fragments;
    private final StartMarks marks;

    BlockDiagnosis(Region region, Fragments fragments, StartMarks marks) {
        this.region = region;
        this.fragments = fragments;
        this.marks = marks;
    }

    /** {@return the refusal} @param block the number @param top where fragments end @param end where the heap ends */
    IllegalBlockException explain(long block, long top, long end) {
        return NoBlock.refuse(block, region, reason(block, top, end));
    }

    private String reason(long block, long top, long end) {
        long first = fragments.start() + fragments.prefix();
        if (block < first || block >= end) {
            return NoBlock.outside(first, end);
        }
        long before = block >= top ? -1 : marks.previous(block, first);
        if (before >= 0) {
            long size = sizeOf(before, top);
            if (block - before < size) {
                return NoBlock.inside(block, before, size);
            }
        }
        return NoBlock.nothing(block);
    }

    private long sizeOf(long block, long top) {
        try {
            return Fragments.size(fragments.header(block - fragments.prefix(), top)) - fragments.prefix();
        } catch (HeapCorruptionException e) {
            return 0;
        }
    }
}
