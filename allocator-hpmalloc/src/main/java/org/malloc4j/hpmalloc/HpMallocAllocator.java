package org.malloc4j.hpmalloc;

import java.lang.invoke.MethodHandles;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Contended;
import org.malloc4j.spi.PoolClass;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;
import org.malloc4j.spi.support.BiasedLock;

/** Small blocks from the calling thread's heap, everything else from the shared one. */
class HpMallocAllocator implements Allocator, Recoverable, Tagged, Contended {
    static final int ALIGNMENT = 16;
    /** A block of up to this many bytes is never moved only because it has become much smaller. */
    private static final long ALWAYS_SHRINKS = 128;

    private final CommonHeap common;
    private final Heaps heaps;
    private final OwnBlocks own;
    private final Spans spans;
    private final HpMallocSizes sizes;
    private final Region region;

    HpMallocAllocator(OwnBlocks own) {
        this.own = own;
        this.heaps = own.heaps();
        this.common = heaps.common();
        this.spans = common.spans();
        this.sizes = spans.sizes();
        this.region = spans.region();
    }

    /**
     * {@return the allocator of a heap} Of one that lives as long as its process, which is worth it, the JIT gets to know
     * where everything is as constants.
     */
    static HpMallocAllocator of(CommonHeap common, HpMallocSettings settings) {
        OwnBlocks own = OwnBlocks.of(new Heaps(common, settings));
        return own.region().isConstant()
                ? PoolClass.instance(MethodHandles.lookup(), ConstantHpMalloc.class, HpMallocAllocator.class, own)
                : new HpMallocAllocator(own);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        if (byteSize > own.largest() || byteAlignment > ALIGNMENT) {
            return allocateLarge(byteSize, byteAlignment);
        }
        long block = own.allocate(byteSize);
        return block != 0 ? block : allocateOtherwise(byteSize);
    }

    private long allocateShared(int c) {
        ThreadHeap heap = heaps.seizeShared();
        if (heap == null) {
            return 0;
        }
        try {
            long block = heap.allocateHeld(c);
            heap.giveBack();
            return block;
        } catch (Throwable failure) {
            heap.state = BiasedLock.TORN;
            throw failure;
        }
    }

    final long allocateLarge(long byteSize, long byteAlignment) {
        heaps.join();
        long block = common.allocate(byteSize, byteAlignment);
        if (block == 0 && byteSize <= region.byteSize()) {
            heaps.trimForRequest();
            block = common.allocate(byteSize, byteAlignment);
        }
        return block;
    }

    /** The thread has no heap of its own, or there is no span to be had. */
    final long allocateOtherwise(long byteSize) {
        int c = sizes.classOf(byteSize);
        long block = heaps.mine() == null ? allocateShared(c) : 0;
        if (block == 0) {
            block = common.allocate(byteSize, ALIGNMENT);
        }
        if (block != 0) {
            return block;
        }
        heaps.trimForRequest();
        ThreadHeap heap = heaps.mine();
        for (int larger = c; larger < sizes.classes && block == 0; larger++) {
            block = heap == null ? allocateShared(larger) : own.allocate(sizes.usable(larger));
        }
        if (block == 0) {
            block = common.allocate(byteSize, ALIGNMENT);
        }
        return block != 0 ? block : heaps.borrow(c, ThreadHeap::allocateHeld);
    }

    @Override
    public void free(long block) {
        if (own.free(block) != OwnBlocks.FREED) {
            freeOtherwise(block);
        }
    }

    final void freeOtherwise(long block) {
        heaps.join();
        int span = spans.spanOf(block);
        long header = span < 0 ? 0 : spans.header(span);
        if (header == 0) {
            common.free(block);
            return;
        }
        int c = Spans.classOf(header);
        int slot = spans.hasSlots(header) ? spans.slot(block, span, c) : -1;
        if (slot < 0 || !spans.freeRemotely(span, c, slot)) {
            throw notLive(block);
        }
    }

    @Override
    public boolean resize(long block, long byteSize) {
        heaps.join();
        int c = classOfLive(block);
        if (c < 0) {
            return common.resize(block, byteSize);
        }
        long usable = sizes.usable(c);
        return byteSize <= usable && (usable <= ALWAYS_SHRINKS || byteSize >= usable / 2);
    }

    @Override
    public long byteSize(long block) {
        int c = classOfLive(block);
        return c < 0 ? common.byteSize(block) : sizes.usable(c);
    }

    /** {@return the class of a live block in a span, or -1 if the number lies in none} */
    private int classOfLive(long block) {
        int span = spans.spanOf(block);
        long header = span < 0 ? 0 : spans.header(span);
        if (header == 0) {
            return -1;
        }
        int c = Spans.classOf(header);
        int slot = spans.hasSlots(header) ? spans.slot(block, span, c) : -1;
        if (slot < 0 || !spans.isLive(span, c, slot)) {
            throw notLive(block);
        }
        return c;
    }

    private IllegalBlockException notLive(long block) {
        return new SlotDiagnosis(spans).explain(block);
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        heaps.join();
        if (byteSize <= sizes.largest && byteAlignment <= ALIGNMENT) {
            long block = allocateSmallInto(wordOffset, sizes.classOf(byteSize));
            if (block != 0) {
                return block;
            }
        }
        long block = common.allocateInto(wordOffset, byteSize, byteAlignment);
        if (block == 0 && byteSize <= region.byteSize()) {
            heaps.trimForRequest();
            block = common.allocateInto(wordOffset, byteSize, byteAlignment);
            int smallest = byteSize > sizes.largest || byteAlignment > ALIGNMENT ? sizes.classes : sizes.classOf(byteSize);
            for (int c = smallest; c < sizes.classes && block == 0; c++) {
                block = allocateSmallInto(wordOffset, c);
            }
            if (block == 0 && smallest < sizes.classes) {
                block = heaps.borrow(smallest, (heap, c) -> heap.allocateInto(wordOffset, c));
            }
        }
        return block;
    }

    private long allocateSmallInto(long wordOffset, int c) {
        ThreadHeap heap = heaps.mine();
        if (heap != null) {
            heap.enterWhole();
            long block;
            try {
                block = heap.allocateInto(wordOffset, c);
            } catch (IllegalArgumentException e) {
                heap.leaveWhole();
                throw e;
            }
            heap.leaveWhole();
            return block;
        }
        heap = heaps.seizeShared();
        if (heap == null) {
            return 0;
        }
        try {
            long block = heap.allocateInto(wordOffset, c);
            heap.giveBack();
            return block;
        } catch (Throwable failure) {
            heap.state = BiasedLock.TORN;
            throw failure;
        }
    }

    @Override
    public void freeFrom(long wordOffset) {
        heaps.join();
        long block = region.getLongAcquire(wordOffset);
        int span = spans.spanOf(block);
        if (block == 0) {
            return;
        }
        if (span < 0 || spans.header(span) == 0) {
            common.freeFrom(wordOffset);
        } else if (!freeSmallFrom(wordOffset, block, span)) {
            throw notLive(block);
        }
    }

    private boolean freeSmallFrom(long wordOffset, long block, int span) {
        ThreadHeap heap = heaps.mine();
        if (heap != null) {
            heap.enterWhole();
            boolean done;
            try {
                done = heap.freeFrom(wordOffset, block, span);
            } catch (IllegalArgumentException e) {
                heap.leaveWhole();
                throw e;
            }
            heap.leaveWhole();
            return done;
        }
        heap = heaps.seizeShared();
        if (heap == null) {
            // More processes than rows: nobody to say it for us, so a death in between loses the block.
            region.putLongRelease(wordOffset, 0);
            freeOtherwise(block);
            return true;
        }
        try {
            boolean done = heap.freeFrom(wordOffset, block, span);
            heap.giveBack();
            return done;
        } catch (Throwable failure) {
            heap.state = BiasedLock.TORN;
            throw failure;
        }
    }

    @Override
    public PoolStatistics statistics() {
        return new SpanStatistics(common, spans, heaps).read();
    }

    @Override
    public void trim() {
        heaps.trim();
        common.trim();
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return new SpanWalk(common, spans, visitor).walk(fromBlock);
    }

    @Override
    public void verify() {
        common.verify();
    }

    @Override
    public void recover(int slot, int generation) {
        common.recover(slot, generation);
        heaps.adopt(slot, generation);
        spans.flagWhatIsRemote();
    }

    @Override
    public void mend() {
        common.mend();
        heaps.mend();
    }

    @Override
    public long waits() {
        return common.waits();
    }

    @Override
    public boolean isBacked(long offset, long byteSize) {
        return common.isBacked(offset, byteSize);
    }

    @Override
    public long tag(long block) {
        return block - sizes.tag();
    }
}
