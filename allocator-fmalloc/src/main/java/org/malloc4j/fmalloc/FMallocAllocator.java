package org.malloc4j.fmalloc;

import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Tagged;
import org.malloc4j.spi.support.FragmentHeap;
import org.malloc4j.spi.support.RecoverableLock;

/** The shared heap under one lock, and nothing else: no checks beyond those that keep it whole. */
final class FMallocAllocator implements Allocator, Recoverable, Tagged {
    private static final int FLUSHED_AT_ONCE = 64;

    private final FragmentHeap heap;
    private final RecoverableLock lock;

    FMallocAllocator(FragmentHeap heap) {
        this.heap = heap;
        this.lock = heap.lock();
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        long held = lock.acquire();
        try {
            long block = heap.allocate(byteSize, byteAlignment);
            lock.release(held);
            return block;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public boolean resize(long block, long byteSize) {
        long held = lock.acquire();
        try {
            boolean done = heap.resize(block, byteSize);
            lock.release(held);
            return done;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public void free(long block) {
        long held = lock.acquire();
        try {
            heap.free(block);
            lock.release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        long held = lock.acquire();
        try {
            long block = heap.allocateInto(wordOffset, byteSize, byteAlignment);
            lock.release(held);
            return block;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public void freeFrom(long wordOffset) {
        long held = lock.acquire();
        try {
            heap.freeFrom(wordOffset);
            lock.release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public long byteSize(long block) {
        return heap.byteSize(block);
    }

    @Override
    public PoolStatistics statistics() {
        return heap.statistics();
    }

    /** Merges what was deferred, some fragments at a time, so that nobody waits long. */
    @Override
    public void trim() {
        while (flushSome()) {
            Thread.onSpinWait();
        }
    }

    private boolean flushSome() {
        long held = lock.acquire();
        try {
            boolean more = heap.flush(FLUSHED_AT_ONCE);
            lock.release(held);
            return more;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return heap.forEachBlock(fromBlock, visitor);
    }

    @Override
    public void verify() {
        long held = lock.acquire();
        try {
            heap.verify();
            lock.release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public void recover(int slot, int generation) {
        lock.recover();
    }

    @Override
    public long tag(long block) {
        return heap.tag(block);
    }
}
