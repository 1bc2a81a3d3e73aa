package org.malloc4j.qmalloc;

import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Retiring;
import org.malloc4j.spi.Tagged;
import org.malloc4j.spi.support.LockedAllocator;

/** The guarded heap under one lock. What the shared heap finds out by itself gets a report here, too. */
final class QMallocAllocator extends LockedAllocator implements Tagged, Retiring {
    private final QMallocHeap heap;

    QMallocAllocator(QMallocHeap heap) {
        super(heap.lock());
        this.heap = heap;
    }

    @Override
    protected long allocateHeld(long byteSize, long byteAlignment) {
        try {
            return heap.allocateGuarded(byteSize, byteAlignment);
        } catch (HeapCorruptionException e) {
            throw heap.inspector().explained(e, "allocate");
        }
    }

    @Override
    protected long allocateIntoHeld(long wordOffset, long byteSize, long byteAlignment) {
        try {
            return heap.allocateGuardedInto(wordOffset, byteSize, byteAlignment);
        } catch (HeapCorruptionException e) {
            throw heap.inspector().explained(e, "allocate");
        }
    }

    @Override
    protected boolean resizeHeld(long block, long byteSize) {
        try {
            return heap.resizeGuarded(block, byteSize);
        } catch (HeapCorruptionException e) {
            throw heap.inspector().explained(e, "resize");
        }
    }

    @Override
    protected void freeHeld(long block) {
        try {
            heap.freeGuarded(block);
        } catch (HeapCorruptionException e) {
            throw heap.inspector().explained(e, "free");
        }
    }

    @Override
    protected void freeFromHeld(long wordOffset) {
        try {
            heap.freeGuardedFrom(wordOffset);
        } catch (HeapCorruptionException e) {
            throw heap.inspector().explained(e, "free");
        }
    }

    @Override
    protected boolean flushHeld(int most) {
        try {
            return heap.flushGuarded(most);
        } catch (HeapCorruptionException e) {
            throw heap.inspector().explained(e, "trim");
        }
    }

    @Override
    protected void verifyHeld() {
        try {
            heap.verify();
        } catch (HeapCorruptionException e) {
            throw heap.inspector().explained(e, "verify");
        }
    }

    @Override
    public boolean retire(CorruptionReport report) {
        long held = heap.lock().acquire();
        try {
            boolean done = heap.retirement().retire(report);
            heap.lock().release(held);
            return done;
        } catch (Throwable failure) {
            heap.lock().abandoned = held;
            heap.lock().mend();
            throw failure;
        }
    }

    @Override
    public long retired() {
        return heap.retirement().number();
    }

    @Override
    public long retiredByteSize() {
        return heap.retirement().byteSize();
    }

    @Override
    public long byteSize(long block) {
        return heap.guardedByteSize(block);
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
        return block - heap.blockStart() + QMallocLayout.TAG;
    }
}
