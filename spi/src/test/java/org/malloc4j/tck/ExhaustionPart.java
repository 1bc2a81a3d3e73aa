package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Sharing;

/** The part of the contract about memory that runs out: no request is refused in vain, and a refusal changes nothing. */
final class ExhaustionPart {
    private static final long[] SIZES = {0, 16, 100, 1000, 5000};

    private ExhaustionPart() {
    }

    static void fillAndFree(Trial trial) {
        for (long size : SIZES) {
            for (String order : List.of("first in, first out", "last in, first out", "random")) {
                TrialHeap heap = trial.heap(trial.ordinaryByteSize());
                List<Long> blocks = fill(heap, size);
                heap.check();
                switch (order) {
                    case "last in, first out" -> Collections.reverse(blocks);
                    case "random" -> Collections.shuffle(blocks, new Random(trial.seed()));
                    default -> { }
                }
                blocks.forEach(heap::free);
                heap.checkFreshAfterFreeingAll();
            }
        }
    }

    /** Holes of many sizes, then requests of many sizes: {@link TrialHeap#allocate} checks each refusal. */
    static void noFalseRefusal(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        List<Long> blocks = new ArrayList<>();
        long block;
        for (int i = 0; (block = heap.allocate(i % 17 * 48L, 16)) != 0; i++) {
            blocks.add(block);
        }
        for (int i = 0; i < blocks.size(); i += 2) {
            heap.free(blocks.get(i));
        }
        heap.checkLargestFree();
        for (long size = 1024; size >= 0; size -= 16) {
            for (long alignment = 16; alignment <= 4096; alignment *= 4) {
                heap.allocate(size, alignment);
            }
            heap.checkLargestFree();
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    static void hugeRequests(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        PoolStatistics before = heap.allocator().statistics();
        for (long size : new long[] {heap.region().byteSize(), 1L << 31, 1L << 32, 1L << 62, Long.MAX_VALUE - 4096,
            Long.MAX_VALUE - 15, Long.MAX_VALUE}) {
            for (long alignment = 16; alignment <= 4096; alignment *= 2) {
                if (heap.allocate(size, alignment) != 0) {
                    throw new AssertionError("no region can hold that much: byteSize=" + size + " alignment=" + alignment);
                }
            }
        }
        heap.check();
        checkUnchanged("refusing huge requests", before, heap.allocator().statistics());
    }

    /** A scripted sequence, again and again, each time with the heap exhausted at a later one of its allocations. */
    static void refusalAtEveryAllocation(Trial trial) {
        int allocations = Integer.MAX_VALUE;
        for (int n = 1; n <= allocations; n++) {
            ExhaustedScript script = new ExhaustedScript(trial.heap(Math.max(16 << 10, trial.provider().minimumByteSize(0))), n);
            allocations = script.run();
        }
    }

    /** The pages run out before the region does: a refusal, nothing touched, and on it goes once there are pages again. */
    static void pagesRunOut(Trial trial) {
        AtomicBoolean pages = new AtomicBoolean(true);
        TrialHeap heap = trial.heap(8 << 20, 0, Sharing.PRIVATE, (offset, size) -> pages.get());
        heap.allocate(1000, 16);
        pages.set(false);
        List<Long> blocks = new ArrayList<>();
        long block;
        while ((block = heap.allocator().allocate(50_000, 16)) != 0) {
            if (!heap.region().isTouchable(block, 50_000)) {
                throw new AssertionError("handed out a block without pages: block=" + block + " byteSize=50000");
            }
            blocks.add(block);
        }
        blocks.forEach(heap.allocator()::free);
        heap.allocator().verify();
        pages.set(true);
        if ((block = heap.allocator().allocate(4 << 20, 16)) == 0) {
            throw new AssertionError("refused although pages can be had again");
        }
        heap.allocator().free(block);
        heap.allocator().verify();
    }

    static void checkUnchanged(String what, PoolStatistics before, PoolStatistics now) {
        if (!before.equals(now)) {
            throw new AssertionError(what + " must change nothing: before=" + before + " now=" + now);
        }
    }

    /** {@return blocks of one size, until one is refused} @param heap which @param size the size */
    private static List<Long> fill(TrialHeap heap, long size) {
        List<Long> blocks = new ArrayList<>();
        long block;
        while ((block = heap.allocate(size, 16)) != 0) {
            blocks.add(block);
        }
        if (blocks.isEmpty()) {
            throw new AssertionError("an empty region refused a request: byteSize=" + size + " region="
                    + heap.region().byteSize());
        }
        return blocks;
    }
}
