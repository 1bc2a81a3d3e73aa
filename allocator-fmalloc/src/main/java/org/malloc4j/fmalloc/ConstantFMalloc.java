package org.malloc4j.fmalloc;

import java.lang.invoke.MethodHandles;
import org.malloc4j.spi.support.LockedHeap;

/**
 * A pool's allocator with all that belongs to the pool as a constant: each pool has a hidden copy of this class. The template
 * itself is never initialised.
 */
final class ConstantFMalloc extends FMallocAllocator {
    private static final LockedHeap HEAP = heap();

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
    protected long allocateHeld(long byteSize, long byteAlignment) {
        return HEAP.allocate(byteSize, byteAlignment);
    }

    @Override
    protected void freeHeld(long block) {
        HEAP.free(block);
    }
}
