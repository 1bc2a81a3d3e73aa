package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;

/** The part of the contract about numbers that are no live blocks: each is refused by name and harms nothing. */
final class IllegalBlockPart {
    private static final int FORGED_HEADER = 64;

    private IllegalBlockPart() {
    }

    static void twiceAtOnce(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        heap.allocate(100, 16);
        long block = heap.allocate(200, 16);
        long next = heap.allocate(300, 16);
        heap.free(block);
        refuse(heap, block, "freed just before");
        heap.free(next);
        refuse(heap, next, "freed just before, last of all");
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    static void twiceOnceMerged(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        long[] blocks = new long[6];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = heap.allocate(100, 16);
        }
        for (int i : new int[] {2, 1, 3}) {
            heap.free(blocks[i]);
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 1; i <= 3; i++) {
                refuse(heap, blocks[i], "freed, then merged with its neighbours");
            }
            heap.trim();
            heap.check();
        }
        long larger = heap.allocate(250, 16);
        for (int i = 1; i <= 3; i++) {
            if (blocks[i] != larger) {
                refuse(heap, blocks[i], "freed, and its memory used again");
            }
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    static void middle(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        for (long size : new long[] {0, 16, 40, 200, 1000}) {
            heap.allocate(size, 16);
        }
        for (ShadowModel.Live live : heap.model().live()) {
            for (long offset = 1; offset < Math.max(16, live.byteSize()); offset++) {
                refuse(heap, live.block() + offset, "in the middle of a live block");
            }
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    /** Copies what lies before a live block into the middle of another, which then looks like the start of a block. */
    static void forgedMiddle(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        long large = heap.allocate(4096, 16);
        long small = heap.allocate(128, 16);
        MemorySegment memory = heap.segment();
        for (long at = large + FORGED_HEADER; at < large + 4096; at += FORGED_HEADER) {
            MemorySegment.copy(memory, small - FORGED_HEADER, memory, at - FORGED_HEADER, FORGED_HEADER);
        }
        for (long at = large + FORGED_HEADER; at < large + 4096; at += FORGED_HEADER) {
            refuse(heap, at, "in the middle of a live block whose contents look like a header");
        }
        heap.allocator().verify();
    }

    /** Every word of a region where blocks and free fragments alternate. */
    static void everythingElse(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        for (int i = 0; i < 64; i++) {
            heap.allocate(i * 11L, 16);
        }
        for (long block : heap.model().numbers()) {
            if (block % 3 == 0) {
                heap.free(block);
            }
        }
        long end = Math.min(heap.region().byteSize(), 128 << 10);
        for (long number = Long.BYTES; number < end; number += Long.BYTES) {
            if (heap.model().get(number) == null) {
                refuse(heap, number, "no live block");
            }
            if (number % 2048 == 0) {
                heap.check();
            }
        }
        for (Walk.Step step : Walk.of(heap.allocator()).steps()) {
            if (!step.live()) {
                refuse(heap, step.block(), "a free fragment");
            }
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    static void outside(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        heap.allocate(100, 16);
        long end = heap.region().byteSize();
        for (long number : new long[] {-1, -8, -16, -4096, -end, Long.MIN_VALUE, Long.MIN_VALUE + 16, end, end + 1, end + 16,
            2 * end, 1L << 32, 1L << 36, 1L << 48, 1L << 62, Long.MAX_VALUE - 15, Long.MAX_VALUE}) {
            refuse(heap, number, "outside the region");
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    private static void refuse(TrialHeap heap, long number, String what) {
        Allocator allocator = heap.allocator();
        PoolStatistics before = allocator.statistics();
        refuse("free", number, what, () -> allocator.free(number));
        refuse("byteSize", number, what, () -> allocator.byteSize(number));
        refuse("resize", number, what, () -> allocator.resize(number, 64));
        ExhaustionPart.checkUnchanged("refusing a number that is no live block", before, allocator.statistics());
    }

    private static void refuse(String operation, long number, String what, Runnable call) {
        try {
            call.run();
        } catch (IllegalBlockException e) {
            if (e.block() != number) {
                throw new AssertionError("the exception must name the number that was passed: block=" + e.block()
                        + " passed=" + number, e);
            }
            return;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("IllegalBlockException expected: operation=" + operation + " block=" + number + " is "
                    + what + " but " + e, e);
        }
        throw new AssertionError("accepted a number that is no live block: operation=" + operation + " block=" + number
                + " is " + what);
    }
}
