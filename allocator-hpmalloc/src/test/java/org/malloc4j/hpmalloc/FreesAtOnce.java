package org.malloc4j.hpmalloc;

import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Region;

/**
 * The owner of some blocks and another thread, which free them at the same time, round by round. Between rounds only the owner
 * is at work.
 */
final class FreesAtOnce implements AutoCloseable {
    private static final int BLOCKS = 96;
    private static final long BLOCK_BYTE_SIZE = 40;
    private static final int SPINS = 1_000;
    /** Long enough for the owner to fold meanwhile. */
    private static final int LOOKS = 1_000;

    private final Arena arena = Arena.ofShared();
    private final Spans spans;
    private final HpMallocAllocator allocator;
    private final long[] blocks = new long[BLOCKS];
    /** How often one of them has come to a point where they meet. Awaited by looking: who is woken up comes too late. */
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger freedTwice = new AtomicInteger();
    private volatile boolean otherIsDone;
    private volatile boolean ended;

    /** @param maker makes what folds */
    FreesAtOnce(CommonHeap.SpansMaker maker) {
        CommonHeap common = CommonHeap.format(Region.of(arena.allocate(1 << 20, 4096)), 0, maker);
        spans = common.spans();
        allocator = HpMallocAllocator.of(common, HpMallocSettings.of(ConfigFactory.load().getConfig("malloc4j.hp-malloc")));
    }

    /** {@return how many blocks both could free} */
    int freedTwice() {
        return freedTwice.get();
    }

    /** The owner frees one half and folds all the time, the other thread frees the other half. */
    void eachItsHalf(int rounds) throws Exception {
        run(rounds, this::freeAndFold, this::freeAndLook, this::checkEmpty);
    }

    /** Both free every block, each of them as far as it is let. */
    void bothAll(int rounds) throws Exception {
        run(rounds, this::freeAll, this::freeAll, this::checkDistinct);
    }

    private void freeAndFold() {
        for (int i = 0; i < BLOCKS; i += 2) {
            allocator.free(blocks[i]);
        }
        do {
            allocator.trim();
        } while (!otherIsDone && !ended);
    }

    private void freeAndLook() {
        for (int i = 1; i < BLOCKS; i += 2) {
            allocator.free(blocks[i]);
            for (int look = 0; look < LOOKS; look++) {
                require(!isLive(blocks[i]), "a block was live after it had been freed");
            }
        }
    }

    private boolean isLive(long block) {
        int span = spans.spanOf(block);
        long header = spans.header(span);
        return spans.hasSlots(header)
                && spans.isLive(span, Spans.classOf(header), spans.slot(block, span, Spans.classOf(header)));
    }

    private void freeAll() {
        for (int i = 0; i < BLOCKS; i++) {
            try {
                allocator.free(blocks[i]);
                freedTwice.incrementAndGet();
            } catch (IllegalBlockException e) {
                // The other one was first.
            }
        }
    }

    private void checkEmpty() {
        allocator.trim();
        require(allocator.statistics().fragments() == 0, "live although freed");
        allocator.verify();
    }

    private void checkDistinct() {
        freedTwice.addAndGet(-BLOCKS);
        require(freedTwice.get() >= 0, "some were freed by nobody");
        long[] again = new long[2 * BLOCKS];
        Arrays.setAll(again, i -> allocator.allocate(BLOCK_BYTE_SIZE, 16));
        require(Arrays.stream(again).distinct().count() == again.length, "a block was given out twice");
        Arrays.stream(again).forEach(allocator::free);
        checkEmpty();
    }

    private void run(int rounds, Runnable owner, Runnable other, Runnable between) throws InterruptedException {
        Thread first = Thread.ofPlatform().start(() -> repeat(round -> {
            Arrays.setAll(blocks, i -> allocator.allocate(BLOCK_BYTE_SIZE, 16));
            otherIsDone = false;
            meet(4 * round + 2);
            owner.run();
            meet(4 * round + 4);
            between.run();
        }, rounds));
        Thread second = Thread.ofPlatform().start(() -> repeat(round -> {
            meet(4 * round + 2);
            other.run();
            otherIsDone = true;
            meet(4 * round + 4);
        }, rounds));
        first.join();
        second.join();
        if (failure.get() != null) {
            throw new AssertionError(failure.get().getMessage(), failure.get());
        }
    }

    private void repeat(IntConsumer round, int rounds) {
        try {
            for (int i = 0; i < rounds && !ended; i++) {
                round.accept(i);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            ended = true;
        }
    }

    /** @param all how many arrivals make it complete */
    private void meet(int all) {
        arrivals.incrementAndGet();
        for (int looks = 1; arrivals.get() < all && !ended; looks++) {
            if (looks % SPINS == 0) {
                Thread.yield();
            }
            Thread.onSpinWait();
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
