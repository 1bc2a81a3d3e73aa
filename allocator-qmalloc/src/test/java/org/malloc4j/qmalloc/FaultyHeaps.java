package org.malloc4j.qmalloc;

import org.malloc4j.spi.Region;

/** Heaps that overlook one thing. */
final class FaultyHeaps {

    private FaultyHeaps() {
    }

    /** Looks at the last word of the guard behind a block, as if sizes were rounded, and not at the rounding slack. */
    static final class NoSlackGuard extends QMallocHeap {
        private final Region region;
        private final Guards guards;

        NoSlackGuard(Region region, long tagByteSize, QMallocSettings settings) {
            super(region, tagByteSize, settings);
            this.region = region;
            this.guards = new Guards(region, new Secret(region.getLong(words() + QMallocLayout.SECRET)));
        }

        @Override
        protected boolean isTailSound(long from, long to) {
            return region.getLong(to - Long.BYTES) == guards.tailWord(to - Long.BYTES, from, to);
        }
    }

    /** Looks at the block alone. */
    static final class NeighbourNotChecked extends QMallocHeap {
        NeighbourNotChecked(Region region, long tagByteSize, QMallocSettings settings) {
            super(region, tagByteSize, settings);
        }

        @Override
        protected boolean isNextSound(long next, long top) {
            return true;
        }

        @Override
        protected boolean isPreviousSound(long fragment, long top) {
            return true;
        }
    }

    /** Looks at a freed block when it leaves the quarantine, and not before. */
    static final class QuarantineCheckedOnlyAtExit extends QMallocHeap {
        QuarantineCheckedOnlyAtExit(Region region, long tagByteSize, QMallocSettings settings) {
            super(region, tagByteSize, settings);
        }

        @Override
        protected boolean patrolsQuarantine() {
            return false;
        }
    }
}
