package org.malloc4j.tck.self;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Region;

/** Allocators that get one thing wrong each, and everything else right. {@link Fault} says how they are caught. */
final class Faults {

    private Faults() {
    }

    /** Hands out, now and then, a block that is live already. */
    static final class HandsOutTwice extends ForwardingAllocator {
        private int count;
        private long last;

        HandsOutTwice(Allocator inner) {
            super(inner);
        }

        @Override
        public synchronized long allocate(long byteSize, long byteAlignment) {
            boolean again = ++count % 20 == 0 && last != 0 && byteAlignment == 16 && inner.byteSize(last) >= byteSize;
            last = again ? last : inner.allocate(byteSize, byteAlignment);
            return last;
        }

        @Override
        public synchronized void free(long block) {
            inner.free(block);
            last = 0;
        }
    }

    /** Says that anything can be read. */
    static final class ThinksAllCanBeRead extends ForwardingAllocator {
        ThinksAllCanBeRead(Allocator inner) {
            super(inner);
        }

        @Override
        public boolean isBacked(long offset, long byteSize) {
            return true;
        }
    }

    /** Aligns to 16, whatever was asked. */
    static final class ForgetsAlignment extends ForwardingAllocator {
        ForgetsAlignment(Allocator inner) {
            super(inner);
        }

        @Override
        public long allocate(long byteSize, long byteAlignment) {
            return inner.allocate(byteSize, 16);
        }
    }

    /** Says that 16 bytes more may be used than there are. */
    static final class ClaimsMoreBytes extends ForwardingAllocator {
        ClaimsMoreBytes(Allocator inner) {
            super(inner);
        }

        @Override
        public long byteSize(long block) {
            return inner.byteSize(block) + 16;
        }
    }

    /** Says that fewer bytes may be used than were asked for. */
    static final class ClaimsFewerBytes extends ForwardingAllocator {
        ClaimsFewerBytes(Allocator inner) {
            super(inner);
        }

        @Override
        public long byteSize(long block) {
            return inner.byteSize(block) / 2;
        }
    }

    /** Takes no offence at a block that was freed before. */
    static final class AcceptsDoubleFree extends ForwardingAllocator {
        private final Set<Long> freed = new HashSet<>();

        AcceptsDoubleFree(Allocator inner) {
            super(inner);
        }

        @Override
        public void free(long block) {
            synchronized (freed) {
                if (freed.contains(block)) {
                    try {
                        inner.free(block);
                    } catch (IllegalBlockException e) {
                        return;
                    }
                } else {
                    inner.free(block);
                    freed.add(block);
                }
            }
        }
    }

    /** Takes no offence at a number inside a live block. */
    static final class AcceptsMiddle extends ForwardingAllocator {
        AcceptsMiddle(Allocator inner) {
            super(inner);
        }

        @Override
        public void free(long block) {
            try {
                inner.free(block);
            } catch (IllegalBlockException e) {
                boolean[] inside = new boolean[1];
                inner.forEachBlock(0, (at, size, live) -> !(inside[0] = live && block > at && block < at + size));
                if (!inside[0]) {
                    throw e;
                }
            }
        }
    }

    /** Refuses rightly, but names another number. */
    static final class NamesAnotherBlock extends ForwardingAllocator {
        NamesAnotherBlock(Allocator inner) {
            super(inner);
        }

        @Override
        public void free(long block) {
            try {
                inner.free(block);
            } catch (IllegalBlockException e) {
                throw new IllegalBlockException(e.getMessage(), block & -16L);
            }
        }
    }

    /** Looks whether a block is live, and then frees it, as if nothing could happen in between. */
    static final class ChecksThenFrees extends ForwardingAllocator {
        ChecksThenFrees(Allocator inner) {
            super(inner);
        }

        @Override
        public void free(long block) {
            inner.byteSize(block);
            Thread.yield();
            try {
                inner.free(block);
            } catch (IllegalBlockException e) {
                return;
            }
        }
    }

    /** Doesn't tell a visitor about every seventh live block. */
    static final class WalkMissesABlock extends ForwardingAllocator {
        WalkMissesABlock(Allocator inner) {
            super(inner);
        }

        @Override
        public long forEachBlock(long fromBlock, BlockVisitor visitor) {
            return inner.forEachBlock(fromBlock, (block, size, live) -> live && block % 7 == 0
                    || visitor.visit(block, size, live));
        }
    }

    /** Resumes a walk one block too late. */
    static final class WalkResumesTooLate extends ForwardingAllocator {
        WalkResumesTooLate(Allocator inner) {
            super(inner);
        }

        @Override
        public long forEachBlock(long fromBlock, BlockVisitor visitor) {
            return inner.forEachBlock(fromBlock == 0 ? 0 : fromBlock + 1, visitor);
        }
    }

    /** Calls visitors with its lock held. */
    static final class WalksUnderItsLock extends ForwardingAllocator {
        WalksUnderItsLock(Allocator inner) {
            super(inner);
        }

        @Override
        public synchronized long allocate(long byteSize, long byteAlignment) {
            return inner.allocate(byteSize, byteAlignment);
        }

        @Override
        public synchronized long forEachBlock(long fromBlock, BlockVisitor visitor) {
            return inner.forEachBlock(fromBlock, visitor);
        }
    }

    /** Doesn't count what a resize changed. */
    static final class StatisticsForgetResize extends ForwardingAllocator {
        private final AtomicInteger forgotten = new AtomicInteger();

        StatisticsForgetResize(Allocator inner) {
            super(inner);
        }

        @Override
        public boolean resize(long block, long byteSize) {
            long before = inner.byteSize(block);
            boolean done = inner.resize(block, byteSize);
            forgotten.addAndGet((int) Math.max(0, before - inner.byteSize(block)));
            return done;
        }

        @Override
        public PoolStatistics statistics() {
            PoolStatistics now = inner.statistics();
            long more = Math.min(forgotten.get(), now.freeSize());
            long peak = Math.max(now.maxUsedSize(), now.realUsedSize() + more);
            return new PoolStatistics(now.totalSize(), now.usedSize() + more, now.realUsedSize() + more, peak,
                    now.freeSize() - more, now.largestFree(), now.fragments(), now.freeFragments());
        }
    }

    /** Promises more than it can serve. */
    static final class OverstatesLargestFree extends ForwardingAllocator {
        OverstatesLargestFree(Allocator inner) {
            super(inner);
        }

        @Override
        public PoolStatistics statistics() {
            PoolStatistics now = inner.statistics();
            return new PoolStatistics(now.totalSize(), now.usedSize(), now.realUsedSize(), now.maxUsedSize(),
                    now.freeSize(), now.largestFree() + 16, now.fragments(), now.freeFragments());
        }
    }

    /** Refuses what would leave little. */
    static final class RefusesTooSoon extends ForwardingAllocator {
        RefusesTooSoon(Allocator inner) {
            super(inner);
        }

        @Override
        public long allocate(long byteSize, long byteAlignment) {
            return byteSize > 100 && byteSize > inner.statistics().largestFree() * 3 / 4 ? 0
                    : inner.allocate(byteSize, byteAlignment);
        }
    }

    /** Adds to a size until it overflows. */
    static final class SizesOverflow extends ForwardingAllocator {
        SizesOverflow(Allocator inner) {
            super(inner);
        }

        @Override
        public long allocate(long byteSize, long byteAlignment) {
            return inner.allocate(byteSize + 15 < 0 ? 16 : byteSize, byteAlignment);
        }
    }

    /** Forgets, on a refusal, that its peak was lower. */
    static final class RefusalLeavesTraces extends ForwardingAllocator {
        private volatile boolean refused;

        RefusalLeavesTraces(Allocator inner) {
            super(inner);
        }

        @Override
        public long allocate(long byteSize, long byteAlignment) {
            long block = inner.allocate(byteSize, byteAlignment);
            refused |= block == 0;
            return block;
        }

        @Override
        public PoolStatistics statistics() {
            PoolStatistics now = inner.statistics();
            return new PoolStatistics(now.totalSize(), now.usedSize(), now.realUsedSize(),
                    refused ? now.totalSize() : now.maxUsedSize(), now.freeSize(), now.largestFree(), now.fragments(),
                    now.freeFragments());
        }
    }

    /** Looks for a header behind the last word of the region. */
    static final class LooksBeyondTheEnd extends ForwardingAllocator {
        private final Region region;

        LooksBeyondTheEnd(Allocator inner, Region region) {
            super(inner);
            this.region = region;
        }

        @Override
        public long allocate(long byteSize, long byteAlignment) {
            long block = inner.allocate(byteSize, byteAlignment);
            return block == 0 ? region.getLong(region.byteSize() + 7 & -8) * 0 : block;
        }
    }

    /** Uses, at a resize, the first word of the block as its own. */
    static final class ResizeLosesContents extends ForwardingAllocator {
        private final Region region;

        ResizeLosesContents(Allocator inner, Region region) {
            super(inner);
            this.region = region;
        }

        @Override
        public boolean resize(long block, long byteSize) {
            boolean done = inner.resize(block, byteSize);
            if (done) {
                region.putLong(block, byteSize);
            }
            return done;
        }
    }

    /** Gives the same block to all who ask for no bytes. */
    static final class SharesSizeZero extends ForwardingAllocator {
        private long shared;

        SharesSizeZero(Allocator inner) {
            super(inner);
        }

        @Override
        public synchronized long allocate(long byteSize, long byteAlignment) {
            if (byteSize > 0 || byteAlignment > 16) {
                return inner.allocate(byteSize, byteAlignment);
            }
            shared = shared == 0 ? inner.allocate(0, 16) : shared;
            return shared;
        }
    }

    /** Uses a freed block's tag as its own. */
    static final class LosesTagOnFree extends ForwardingAllocator {
        private final Region region;

        LosesTagOnFree(Allocator inner, Region region) {
            super(inner);
            this.region = region;
        }

        @Override
        public void free(long block) {
            inner.free(block);
            if (tag(block) != block) {
                region.putLong(tag(block), 0);
            }
        }
    }

    /** Clears a resized block's tag. */
    static final class LosesTagOnResize extends ForwardingAllocator {
        private final Region region;

        LosesTagOnResize(Allocator inner, Region region) {
            super(inner);
            this.region = region;
        }

        @Override
        public boolean resize(long block, long byteSize) {
            boolean done = inner.resize(block, byteSize);
            if (done && tag(block) != block) {
                region.putLong(tag(block), 0);
            }
            return done;
        }
    }

    /** Has its tags where the last bytes of its blocks are. */
    static final class TagInsideItsBlock extends ForwardingAllocator {
        private final boolean tagged;

        TagInsideItsBlock(Allocator inner) {
            super(inner);
            this.tagged = ((ReferenceAllocator) inner).headerByteSize > 16;
        }

        @Override
        public long tag(long block) {
            return tagged ? block : super.tag(block);
        }
    }

    /** Takes twice as much as was asked. */
    static final class WastesMemory extends ForwardingAllocator {
        WastesMemory(Allocator inner) {
            super(inner);
        }

        @Override
        public long allocate(long byteSize, long byteAlignment) {
            long block = byteSize > Integer.MAX_VALUE ? 0 : inner.allocate(byteSize * 2, byteAlignment);
            return block != 0 ? block : inner.allocate(byteSize, byteAlignment);
        }
    }
}
