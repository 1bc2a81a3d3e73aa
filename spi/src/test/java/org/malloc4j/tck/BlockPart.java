package org.malloc4j.tck;

import java.util.HashSet;
import java.util.Set;

/** The part of the contract about single blocks: alignment, size 0, contents, and how a walk sees them. */
final class BlockPart {
    private static final long ROOMY = 1 << 20;
    private static final long BACKED_STEP = 2048;

    private BlockPart() {
    }

    static void alignment(Trial trial) {
        TrialHeap heap = trial.heap(Math.max(ROOMY, trial.ordinaryByteSize()));
        for (long alignment = 16; alignment <= 4096; alignment *= 2) {
            for (long size : new long[] {0, 1, 15, 16, 17, 100, 4096, 5000}) {
                if (heap.allocate(size, alignment) == 0) {
                    throw new AssertionError("a roomy region must serve every alignment: alignment=" + alignment
                            + " byteSize=" + size + " region=" + heap.region().byteSize());
                }
                heap.allocate(24, 16);
            }
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    static void sizeZero(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        Set<Long> blocks = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            long block = heap.allocate(0, 16);
            if (block == 0 || !blocks.add(block)) {
                throw new AssertionError("size 0 must give a block of its own: block=" + block + " others=" + blocks);
            }
        }
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    static void resize(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        long before = heap.allocate(100, 16);
        long block = heap.allocate(200, 16);
        long after = heap.allocate(300, 16);
        long last = heap.allocate(400, 16);
        for (long size : new long[] {100, 1, 0, 50, 200, 199, 201, 350, 500, 513, 600, 10_000, 1L << 40, Long.MAX_VALUE, 16}) {
            heap.resize(block, size);
            heap.check();
            if (size == 350) {
                heap.free(after);
                heap.check();
            }
        }
        heap.free(before);
        heap.resize(block, 400);
        heap.free(last);
        heap.resize(block, 4000);
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    static void backed(Trial trial) {
        TrialHeap heap = trial.heap(Math.max(ROOMY, trial.ordinaryByteSize()));
        checkBacked(heap);
        for (int i = 0; i < 60; i++) {
            heap.allocate(i * 100L, 16);
            checkBacked(heap);
        }
        heap.model().numbers().reversed().forEach(block -> {
            heap.free(block);
            checkBacked(heap);
        });
    }

    private static void checkBacked(TrialHeap heap) {
        for (ShadowModel.Live live : heap.model().live()) {
            if (live.byteSize() > 0 && !heap.allocator().isBacked(live.block(), live.byteSize())) {
                throw new AssertionError("a live block can be read: " + live);
            }
        }
        for (long offset = -BACKED_STEP; offset <= heap.region().byteSize() + BACKED_STEP; offset += BACKED_STEP) {
            if (heap.allocator().isBacked(offset, Long.BYTES) && !heap.region().isTouchable(offset, Long.BYTES)) {
                throw new AssertionError("what was never reserved can't be read: offset=" + offset);
            }
        }
    }

    static void walk(Trial trial) {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        Walk.resumed(heap.allocator()).check(heap.model());
        long[] blocks = new long[60];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = heap.allocate(i * 7L, 16);
        }
        for (int i = 0; i < blocks.length; i += i % 4 + 1) {
            heap.free(blocks[i]);
            Walk resumed = Walk.resumed(heap.allocator());
            resumed.check(heap.model());
            Walk whole = Walk.of(heap.allocator());
            if (!whole.equals(resumed)) {
                throw new AssertionError("a walk stopped and resumed at every block must see what a whole one sees: whole="
                        + whole + " resumed=" + resumed);
            }
        }
        heap.check();
    }
}
