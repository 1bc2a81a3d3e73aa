package org.malloc4j.fmalloc;

import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Tagged;
import org.malloc4j.spi.support.FragmentHeap;
import org.malloc4j.spi.support.LockedAllocator;

/** The shared heap under one lock, and nothing else: no checks beyond those that keep it whole. */
final class FMallocAllocator extends LockedAllocator implements Tagged {
    private final FragmentHeap heap;

    FMallocAllocator(FragmentHeap heap) {
        super(heap.lock());
        this.heap = heap;
    }

    @Override
    protected long allocateHeld(long byteSize, long byteAlignment) {
        return heap.allocate(byteSize, byteAlignment);
    }

    @Override
    protected long allocateIntoHeld(long wordOffset, long byteSize, long byteAlignment) {
        return heap.allocateInto(wordOffset, byteSize, byteAlignment);
    }

    @Override
    protected boolean resizeHeld(long block, long byteSize) {
        return heap.resize(block, byteSize);
    }

    @Override
    protected void freeHeld(long block) {
        heap.free(block);
    }

    @Override
    protected void freeFromHeld(long wordOffset) {
        heap.freeFrom(wordOffset);
    }

    @Override
    protected boolean flushHeld(int most) {
        return heap.flush(most);
    }

    @Override
    protected void verifyHeld() {
        heap.verify();
    }

    @Override
    public long byteSize(long block) {
        return heap.byteSize(block);
    }

    @Override
    public PoolStatistics statistics() {
        return heap.statistics();
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return heap.forEachBlock(fromBlock, visitor);
    }

    @Override
    public boolean isBacked(long offset, long byteSize) {
        return heap.isBacked(offset, byteSize);
    }

    @Override
    public long tag(long block) {
        return heap.tag(block);
    }
}
