package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malloc4j.spi.Sharing;

/** The part of the contract that performs random sequences of operations, with everything checked after each step. */
final class RandomPart {
    private static final int STEPS = 2_500;
    private static final long SMALL_REGION = 128 << 10;

    private final TrialHeap heap;
    private final SplittableRandom random;
    private final List<Long> blocks = new ArrayList<>();
    private int step;

    private RandomPart(TrialHeap heap, SplittableRandom random) {
        this.heap = heap;
        this.random = random;
    }

    static void regionsOfEverySize(Trial trial) {
        for (long tagByteSize : trial.tagByteSizes()) {
            for (long byteSize : trial.regionByteSizes(tagByteSize)) {
                run(trial, byteSize, tagByteSize, Sharing.PRIVATE);
            }
        }
    }

    static void confinedRegion(Trial trial) {
        run(trial, trial.ordinaryByteSize(), 0, Sharing.CONFINED);
    }

    static void sharedRegion(Trial trial) {
        run(trial, trial.ordinaryByteSize(), 0, Sharing.SHARED);
    }

    private static void run(Trial trial, long byteSize, long tagByteSize, Sharing sharing) {
        TrialHeap heap = trial.heap(byteSize, tagByteSize, sharing);
        RandomPart part = new RandomPart(heap, trial.random());
        int steps = trial.steps(STEPS);
        try {
            heap.check();
            while (part.step < steps) {
                part.step();
            }
            heap.checkFreshAfterFreeingAll();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("random sequence failed: " + e.getMessage() + " (region=" + byteSize + " tag="
                    + tagByteSize + " sharing=" + sharing + " step=" + part.step + ")", e);
        }
    }

    private void step() {
        step++;
        int dice = random.nextInt(100);
        // The share of frees swings, so that the heap fills up and empties again.
        int allocations = 25 + step / 100 % 3 * 20;
        if (dice < allocations || blocks.isEmpty()) {
            long block = heap.allocate(size(), alignment());
            if (block != 0) {
                blocks.add(block);
            }
        } else if (dice < 75) {
            heap.free(take());
        } else if (dice < 97) {
            resize(blocks.get(random.nextInt(blocks.size())));
        } else {
            heap.trim();
        }
        if (step % 64 == 0) {
            heap.checkLargestFree();
            Walk.resumed(heap.allocator()).check(heap.model());
        }
        if (heap.region().byteSize() <= SMALL_REGION || step % 16 == 0) {
            heap.check();
        } else {
            heap.allocator().verify();
        }
    }

    private void resize(long block) {
        long now = heap.model().get(block).byteSize();
        heap.resize(block, switch (random.nextInt(4)) {
            case 0 -> now / 2;
            case 1 -> now + random.nextLong(64);
            case 2 -> now * 2 + 16;
            default -> size();
        });
    }

    private long size() {
        return switch (random.nextInt(20)) {
            case 0 -> 0;
            case 1 -> random.nextLong(heap.region().byteSize() / 2 + 1);
            case 2, 3, 4 -> random.nextLong(heap.region().byteSize() / 32 + 1);
            default -> random.nextLong(200);
        };
    }

    private long alignment() {
        return random.nextInt(4) == 0 ? 16L << random.nextInt(9) : 16;
    }

    private long take() {
        int index = random.nextInt(blocks.size());
        long block = blocks.get(index);
        blocks.set(index, blocks.getLast());
        blocks.removeLast();
        return block;
    }
}
