package org.malloc4j.boot;

import jdk.jfr.FlightRecorder;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;

/**
 * What the flight recorder is told of a pool. Callers ask {@link FlightRecorder#isInitialized} first: while it has never
 * been started in this JVM nothing of this is loaded, and an operation pays for one test of a flag.
 *
 * <p>What can't be recorded, because the stack or the heap is at its end, is no reason for an operation to fail.
 */
final class PoolRecord {
    private PoolRecord() {
    }

    static void allocated(AllocatorPool.Setting pool, long block, long byteSize) {
        try {
            AllocateEvent event = new AllocateEvent();
            if (block != 0 && event.isEnabled()) {
                event.pool = pool.role().key();
                event.instance = pool.instance();
                event.block = block;
                event.byteSize = byteSize;
                event.commit();
            }
        } catch (StackOverflowError | OutOfMemoryError e) {
            // It was allocated all the same.
        }
    }

    /** Called before it is freed: afterwards nobody knows its size. A number that is no block records nothing. */
    static void freeing(AllocatorPool.Setting pool, Allocator allocator, long block) {
        try {
            FreeEvent event = new FreeEvent();
            if (event.isEnabled()) {
                event.pool = pool.role().key();
                event.instance = pool.instance();
                event.block = block;
                event.byteSize = allocator.byteSize(block);
                event.allocatedBy = allocator instanceof Attributed known ? known.attribution(block).origin() : "";
                event.commit();
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // Whoever frees it will be told what is wrong with it.
        }
    }

    static void exhausted(AllocatorPool.Setting pool, Allocator allocator, long byteSize, long byteAlignment) {
        try {
            ExhaustedEvent event = new ExhaustedEvent();
            if (event.isEnabled()) {
                PoolStatistics statistics = allocator.statistics();
                event.pool = pool.role().key();
                event.instance = pool.instance();
                event.byteSize = byteSize;
                event.byteAlignment = byteAlignment;
                event.freeSize = statistics.freeSize();
                event.largestFree = statistics.largestFree();
                event.commit();
            }
        } catch (StackOverflowError | OutOfMemoryError e) {
            // It was refused all the same.
        }
    }
}
