package org.malloc4j.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Allocator;

/** The part of the contract about many threads: nobody's bytes change, and walks and statistics stay sound beside them. */
final class ConcurrencyPart {
    private static final int THREADS = 3;
    private static final int STEPS = 60_000;
    private static final int RACES = 3_000;
    private static final long PATIENCE_SECONDS = 20;
    private static final int PATIENCE_MILLIS = 20_000;

    private ConcurrencyPart() {
    }

    /** Workers with stamped blocks that they also hand to one another, beside a walker and a reader of statistics. */
    static void manyThreads(Trial trial) throws InterruptedException {
        TrialHeap heap = trial.heap(Math.max(1 << 20, 4 * trial.ordinaryByteSize()));
        Allocator allocator = heap.allocator();
        Set<Long> permanent = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            long block = heap.allocate(i * 30L, 16);
            if (i % 3 == 0) {
                permanent.add(block);
            }
        }
        heap.model().numbers().stream().filter(block -> !permanent.contains(block)).forEach(heap::free);
        ConcurrentLinkedQueue<StampingWorker.Held> handedOver = new ConcurrentLinkedQueue<>();
        Crew crew = new Crew();
        for (int i = 0; i < THREADS; i++) {
            StampingWorker worker = new StampingWorker(allocator, heap.segment(), trial.seed() + i, handedOver);
            crew.work("worker-" + i, () -> worker.run(trial.steps(STEPS)));
        }
        crew.watch("walker", () -> walk(allocator, permanent));
        crew.watch("statistics", () -> {
            allocator.statistics();
            Thread.sleep(0, 100_000);
        });
        crew.run();
        for (StampingWorker.Held held; (held = handedOver.poll()) != null;) {
            allocator.free(held.block());
        }
        heap.catchUp();
        heap.check();
        heap.checkFreshAfterFreeingAll();
    }

    private static void walk(Allocator allocator, Set<Long> permanent) {
        List<Long> seen = new ArrayList<>();
        AtomicLong previous = new AtomicLong();
        allocator.forEachBlock(0, (block, size, live) -> {
            if (block <= previous.get() || size < 0) {
                throw new AssertionError("walk beside workers out of order: block=" + block + " byteSize=" + size
                        + " after=" + previous.get());
            }
            previous.set(block);
            if (live && permanent.contains(block)) {
                seen.add(block);
            }
            return true;
        });
        if (seen.size() != permanent.size()) {
            throw new AssertionError("a walk beside workers sees every block that lives throughout once: seen=" + seen
                    + " expected=" + permanent);
        }
        allocator.verify();
    }

    /**
     * Two threads free the same block at the same moment, again and again: one of them does, the other is refused.
     *
     * @param mayMiss whether the other may not be
     */
    static void racingFrees(Trial trial, boolean mayMiss) throws InterruptedException {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        Allocator allocator = heap.allocator();
        int races = trial.steps(RACES);
        AtomicLong block = new AtomicLong();
        AtomicInteger freed = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(2, () -> block.set(allocator.allocate(64, 16)));
        CyclicBarrier end = new CyclicBarrier(2, () -> checkOneFreed(freed.getAndSet(0), block.get(), mayMiss));
        Crew crew = new Crew();
        for (int i = 0; i < 2; i++) {
            crew.work("racer-" + i, () -> {
                for (int race = 0; race < races && passed(start); race++) {
                    try {
                        allocator.free(block.get());
                        freed.incrementAndGet();
                    } catch (IllegalBlockException expected) {
                        // The other one was first.
                    }
                    if (!passed(end)) {
                        return;
                    }
                }
            });
        }
        crew.run();
        heap.catchUp();
        heap.checkFreshAfterFreeingAll();
    }

    private static void checkOneFreed(int freed, long block, boolean mayMiss) {
        if (freed != 1 && !(mayMiss && freed == 2)) {
            throw new AssertionError("of two threads that free a block at once, one must succeed: succeeded=" + freed
                    + " block=" + block);
        }
    }

    /** {@return whether the other one came, too; if not, it failed, and says why} @param barrier where both wait */
    private static boolean passed(CyclicBarrier barrier) throws InterruptedException, TimeoutException {
        try {
            barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (BrokenBarrierException e) {
            return false;
        }
    }

    /** A visitor takes its time; meanwhile another thread allocates and frees. */
    static void walkHoldsNoLock(Trial trial) throws InterruptedException {
        TrialHeap heap = trial.heap(trial.ordinaryByteSize());
        Allocator allocator = heap.allocator();
        heap.allocate(100, 16);
        heap.allocate(200, 16);
        Thread[] other = new Thread[1];
        allocator.forEachBlock(0, (block, size, live) -> {
            other[0] = Thread.ofPlatform().daemon().start(() -> {
                allocator.free(allocator.allocate(48, 16));
                allocator.statistics();
            });
            try {
                if (!other[0].join(Duration.ofMillis(trial.steps(PATIENCE_MILLIS)))) {
                    throw new AssertionError("a visitor must be called with no lock held: another thread could not allocate"
                            + " while one was at work");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return false;
        });
        heap.catchUp();
        heap.check();
    }
}
