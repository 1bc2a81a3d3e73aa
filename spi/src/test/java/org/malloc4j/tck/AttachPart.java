package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Sharing;

/** The part of the contract about a region that somebody else laid out. */
final class AttachPart {
    private static final int STEPS = 1_500;

    private AttachPart() {
    }

    /** One formats, another attaches, and both are used in turn. */
    static void sameBlocks(Trial trial) {
        for (long tagByteSize : trial.tagByteSizes()) {
            TrialHeap heap = trial.heap(trial.ordinaryByteSize(), tagByteSize, Sharing.PRIVATE);
            for (int i = 0; i < 20; i++) {
                heap.allocate(i * 20L, 16);
            }
            Allocator[] both = {heap.allocator(), attach(trial, heap, tagByteSize)};
            SplittableRandom random = trial.random();
            List<Long> blocks = heap.model().numbers();
            for (int i = 0; i < trial.steps(STEPS); i++) {
                heap.switchTo(both[random.nextInt(2)]);
                if (blocks.isEmpty() || random.nextInt(5) < 3) {
                    long block = heap.allocate(random.nextLong(300), 16);
                    if (block != 0) {
                        blocks.add(block);
                    }
                } else if (random.nextInt(10) < 3) {
                    heap.resize(blocks.get(random.nextInt(blocks.size())), random.nextLong(600));
                } else {
                    heap.free(blocks.remove(random.nextInt(blocks.size())));
                }
                heap.check();
            }
            heap.model().numbers().forEach(heap::free);
            // Each gives back what it keeps for its own next need.
            both[0].trim();
            both[1].trim();
            heap.checkFreshAfterFreeingAll();
        }
    }

    /** A region that nobody formatted is refused and left as it was. */
    static void garbage(Trial trial) {
        long byteSize = trial.ordinaryByteSize();
        TrialHeap formatted = trial.heap(byteSize);
        attach(trial, formatted, 0);
        for (byte pattern : new byte[] {0, (byte) 0xA5, (byte) 0xFF}) {
            MemorySegment memory = Trial.garbage(byteSize);
            memory.fill(pattern);
            GuardedRegion region = new GuardedRegion(memory, Sharing.PRIVATE, (offset, size) -> true, false);
            HeapCorruptionException refusal = null;
            try {
                trial.provider().attach(region, 0, trial.config());
            } catch (HeapCorruptionException e) {
                refusal = e;
            }
            if (refusal == null || region.stores() != 0) {
                throw new AssertionError("a region that nobody formatted must be refused with HeapCorruptionException and"
                        + " left as it was: pattern=" + pattern + " stores=" + region.stores() + " thrown=" + refusal);
            }
        }
    }

    private static Allocator attach(Trial trial, TrialHeap heap, long tagByteSize) {
        try {
            return trial.provider().attach(heap.region().again(), tagByteSize, trial.config());
        } catch (UnsupportedOperationException e) {
            if (heap.allocator() instanceof Recoverable) {
                throw new AssertionError("a Recoverable allocator can be attached to", e);
            }
            return Assumptions.abort("skipped: the allocator is not Recoverable and says that nobody can attach to it: "
                    + e.getMessage());
        }
    }
}
