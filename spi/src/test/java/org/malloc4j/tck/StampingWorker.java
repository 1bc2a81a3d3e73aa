package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.malloc4j.spi.Allocator;

/** One of several threads that share an allocator: it stamps what it gets and checks that before it gives it back. */
final class StampingWorker {
    private static final int HELD_AT_MOST = 150;

    /**
     * A block with an owner.
     *
     * @param block    its number
     * @param byteSize how many bytes are stamped
     * @param key      with what
     */
    record Held(long block, long byteSize, long key) {
    }

    private final Allocator allocator;
    private final MemorySegment memory;
    private final SplittableRandom random;
    private final Queue<Held> handedOver;
    private final List<Held> held = new ArrayList<>();

    /** @param handedOver what workers leave for one another to free */
    StampingWorker(Allocator allocator, MemorySegment memory, long seed, Queue<Held> handedOver) {
        this.allocator = allocator;
        this.memory = memory;
        this.random = new SplittableRandom(seed);
        this.handedOver = handedOver;
    }

    /** Works, and frees in the end what it holds. @param steps how many operations */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            int dice = random.nextInt(100);
            if (held.isEmpty() || dice < 50 && held.size() < HELD_AT_MOST) {
                allocate();
            } else if (dice < 75) {
                free(take());
            } else if (dice < 87) {
                resize();
            } else if (dice < 94) {
                handedOver.add(take());
            } else {
                Held other = handedOver.poll();
                if (other != null) {
                    free(other);
                }
            }
        }
        held.forEach(this::free);
    }

    private void allocate() {
        long asked = random.nextLong(random.nextInt(10) == 0 ? 4000 : 200);
        long block = allocator.allocate(asked, 16L << random.nextInt(20) / 17);
        if (block != 0) {
            keep(block, random.nextLong());
        }
    }

    private void keep(long block, long key) {
        Held mine = new Held(block, allocator.byteSize(block), key);
        Stamp.write(memory, block, mine.byteSize(), key);
        held.add(mine);
    }

    private void resize() {
        Held mine = take();
        check(mine, mine.byteSize());
        long size = random.nextLong(2 * mine.byteSize() + 16);
        if (allocator.resize(mine.block(), size)) {
            check(mine, Math.min(mine.byteSize(), allocator.byteSize(mine.block())));
        }
        keep(mine.block(), mine.key());
    }

    private void free(Held mine) {
        check(mine, mine.byteSize());
        allocator.free(mine.block());
    }

    private void check(Held mine, long byteSize) {
        long at = Stamp.mismatch(memory, mine.block(), byteSize, mine.key());
        if (at >= 0) {
            throw new AssertionError("contents of a block changed beside other threads: " + mine + " at=" + at);
        }
    }

    private Held take() {
        int index = random.nextInt(held.size());
        Held mine = held.get(index);
        held.set(index, held.getLast());
        held.removeLast();
        return mine;
    }
}
