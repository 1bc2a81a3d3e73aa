package org.malloc4j.spi.support;

/**
 * A heap with all that its common operations need, their lock included. A record, because the JIT trusts a record's fields:
 * where one is a constant, so is every number in it. What {@link FragmentHeap} and {@link RecoverableLock} do first is written
 * out here, because they would ask their own fields, which are no constants, and take the JIT a call deeper.
 *
 * @param heap  the heap
 * @param lock  its lock
 * @param place where that lies
 * @param quick its quick path
 */
public record LockedHeap(FragmentHeap heap, RecoverableLock lock, RecoverableLock.Place place, QuickPath quick) {

    /** {@link RecoverableLock#acquire()}. {@return as there} */
    public long acquire() {
        if (place.confined()) {
            return lock.acquireConfined();
        }
        long held = place.tryAcquire();
        return held != 0 ? held : lock.acquireWaiting();
    }

    /** {@link RecoverableLock#release}. @param held as there */
    public void release(long held) {
        place.release(held);
    }

    /** {@link FragmentHeap#allocate}, with the lock held. {@return as there} @param byteSize as there @param byteAlignment as there */
    public long allocate(long byteSize, long byteAlignment) {
        if (byteAlignment <= Fragments.ALIGNMENT) {
            long block = quick.take(byteSize);
            if (block != 0) {
                return block;
            }
        }
        return heap.allocateByPlan(byteSize, byteAlignment);
    }

    /** {@link FragmentHeap#free}, with the lock held. @param block as there */
    public void free(long block) {
        if (!quick.keep(block, heap.reachable())) {
            heap.freeByPlan(block);
        }
    }
}
