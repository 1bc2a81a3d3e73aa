package org.malloc4j.fmalloc;

import java.lang.invoke.MethodHandles;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.PoolClass;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;
import org.malloc4j.spi.support.FragmentHeap;
import org.malloc4j.spi.support.LockedAllocator;

/** The shared heap under one lock, and nothing else: no checks beyond those that keep it whole. */
class FMallocAllocator extends LockedAllocator implements Tagged {
    private final FragmentHeap heap;

    /**
     * {@return an allocator} Of a pool that lives as long as its process, which is worth it, the JIT gets to know all numbers as
     * constants.
     */
    static FMallocAllocator of(Region region, FragmentHeap heap) {
        return region.isConstant()
                ? PoolClass.instance(MethodHandles.lookup(), ConstantFMalloc.class, FMallocAllocator.class, heap.locked())
                : new FMallocAllocator(heap);
    }

    FMallocAllocator(FragmentHeap heap) {
        super(heap.lock());
        this.heap = heap;
    }

    @Override
    protected long allocateHeld(long byteSize, long byteAlignment) {
        return heap.allocate(byteSize, byteAlignment);
    }

    @Override
    protected final long allocateIntoHeld(long wordOffset, long byteSize, long byteAlignment) {
        return heap.allocateInto(wordOffset, byteSize, byteAlignment);
    }

    @Override
    protected final boolean resizeHeld(long block, long byteSize) {
        return heap.resize(block, byteSize);
    }

    @Override
    protected void freeHeld(long block) {
        heap.free(block);
    }

    @Override
    protected final void freeFromHeld(long wordOffset) {
        heap.freeFrom(wordOffset);
    }

    @Override
    protected final boolean flushHeld(int most) {
        return heap.flush(most);
    }

    @Override
    protected final void verifyHeld() {
        heap.verify();
    }

    @Override
    public final long byteSize(long block) {
        return heap.byteSize(block);
    }

    @Override
    public final PoolStatistics statistics() {
        return heap.statistics();
    }

    @Override
    public final long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return heap.forEachBlock(fromBlock, visitor);
    }

    @Override
    public final boolean isBacked(long offset, long byteSize) {
        return heap.isBacked(offset, byteSize);
    }

    @Override
    public final long tag(long block) {
        return heap.tag(block);
    }
}
