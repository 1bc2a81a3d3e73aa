package org.malloc4j.fmalloc;

import java.lang.invoke.MethodHandles;
import org.malloc4j.spi.support.LockedHeap;
import org.malloc4j.spi.support.RecoverableLock;

/**
 * A pool's allocator with all that belongs to the pool as a constant: each pool has a hidden copy of this class. The template
 * itself is never initialised.
 *
 * <p>The two sections that matter are written out here once more, as few calls deep as can be: the JIT looks no deeper than
 * fifteen, of which the JDK needs seven for an access to memory, a host has its own, and a decorator one.
 */
final class ConstantFMalloc extends FMallocAllocator {
    private static final LockedHeap HEAP = heap();
    /** Apart, because on an overflowing stack not even asking the heap for it surely works. */
    private static final RecoverableLock LOCK = HEAP.lock();

    private ConstantFMalloc() {
        super(HEAP.heap());
    }

    private static LockedHeap heap() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", LockedHeap.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    protected long acquire() {
        return HEAP.acquire();
    }

    @Override
    protected void release(long held) {
        HEAP.release(held);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        long held = HEAP.acquire();
        try {
            long block = HEAP.allocate(byteSize, byteAlignment);
            HEAP.release(held);
            return block;
        } catch (Throwable failure) {
            LOCK.abandoned = held;
            LOCK.mend();
            throw failure;
        }
    }

    @Override
    public void free(long block) {
        long held = HEAP.acquire();
        try {
            HEAP.free(block);
            HEAP.release(held);
        } catch (Throwable failure) {
            LOCK.abandoned = held;
            LOCK.mend();
            throw failure;
        }
    }
}
