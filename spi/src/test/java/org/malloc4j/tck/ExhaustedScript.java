package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.List;
import org.malloc4j.PoolStatistics;

/**
 * A fixed sequence of operations in the course of which, at one allocation, there is no memory: other blocks hold all of
 * it just then. The refused operation must change nothing, and the rest of the sequence must go through.
 */
final class ExhaustedScript {
    private static final int ROUNDS = 12;

    private final TrialHeap heap;
    private final int exhaustedAt;
    private int allocations;

    /** @param heap an empty heap @param exhaustedAt which allocation is refused, from 1 */
    ExhaustedScript(TrialHeap heap, int exhaustedAt) {
        this.heap = heap;
        this.exhaustedAt = exhaustedAt;
    }

    /** {@return how many allocations there were} */
    int run() {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            keep(blocks, allocate(i * 40L, 16));
            keep(blocks, allocate(64, 32L << i % 4));
            if (i % 3 == 1 && !blocks.isEmpty()) {
                heap.resize(blocks.getFirst(), 300);
                heap.free(blocks.remove(blocks.size() / 2));
            }
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
        return allocations;
    }

    private static void keep(List<Long> blocks, long block) {
        if (block != 0) {
            blocks.add(block);
        }
    }

    private long allocate(long byteSize, long alignment) {
        if (++allocations != exhaustedAt) {
            return heap.allocate(byteSize, alignment);
        }
        List<Long> fillers = new ArrayList<>();
        for (long largest; (largest = trimmedLargest()) > 0;) {
            long filler = heap.allocate(largest, 16);
            if (filler == 0) {
                throw new AssertionError("largestFree was refused: largestFree=" + largest);
            }
            fillers.add(filler);
        }
        for (long block; (block = heap.allocate(0, 16)) != 0;) {
            fillers.add(block);
        }
        PoolStatistics before = heap.allocator().statistics();
        Walk walk = Walk.of(heap.allocator());
        long block = heap.allocate(byteSize, alignment);
        if (block != 0) {
            throw new AssertionError("allocated although nothing was free: byteSize=" + byteSize + " block=" + block);
        }
        for (long live : heap.model().numbers()) {
            if (heap.resize(live, heap.region().byteSize())) {
                throw new AssertionError("resized although nothing was free: block=" + live);
            }
        }
        ExhaustionPart.checkUnchanged("a refusal", before, heap.allocator().statistics());
        if (!walk.equals(Walk.of(heap.allocator()))) {
            throw new AssertionError("a refusal must change nothing: before=" + walk + " now=" + Walk.of(heap.allocator()));
        }
        heap.check();
        fillers.forEach(heap::free);
        return 0;
    }

    private long trimmedLargest() {
        heap.trim();
        return heap.allocator().statistics().largestFree();
    }
}
