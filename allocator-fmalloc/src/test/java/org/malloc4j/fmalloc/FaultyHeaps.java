package org.malloc4j.fmalloc;

import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;

/** Heaps that get one thing wrong. Each joins a region that a faultless one has laid out. */
final class FaultyHeaps {

    private FaultyHeaps() {
    }

    /** Merges a freed block with the fragment behind it, but never with the one before. */
    static final class MergesOnlyForward extends FragmentHeap {
        MergesOnlyForward(Region region, long tagByteSize) {
            super(region, tagByteSize);
        }

        @Override
        protected boolean mergesWithPrevious(long header) {
            return false;
        }
    }

    /** Hands out whole fragments, however little was asked. */
    static final class ForgetsToSplit extends FragmentHeap {
        ForgetsToSplit(Region region, long tagByteSize) {
            super(region, tagByteSize);
        }

        @Override
        protected boolean isWorthSplitting(long rest) {
            return false;
        }
    }

    /** Takes any aligned number for a live block. */
    static final class AcceptsMiddle extends FragmentHeap {
        AcceptsMiddle(Region region, long tagByteSize) {
            super(region, tagByteSize);
        }

        @Override
        protected void checkLive(long block, long top) {
            if (block % 16 != 0 || block <= 0 || block >= top) {
                super.checkLive(block, top);
            }
        }
    }
}
