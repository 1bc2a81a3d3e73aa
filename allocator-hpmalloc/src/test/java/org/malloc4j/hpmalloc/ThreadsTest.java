package org.malloc4j.hpmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;

/** Heaps belong to threads; what becomes of them when threads are many, idle, or gone. */
class ThreadsTest {
    private static final int VIRTUAL_THREADS = 100_000;
    private static final int AT_ONCE = 2_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(64 << 20, 4096);
    private final Allocator allocator = new HpMallocProvider().format(Region.of(memory), 0,
            ConfigFactory.load().getConfig("malloc4j.hp-malloc"));
    private final PoolStatistics fresh = allocator.statistics();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void shouldServeAHundredThousandVirtualThreadsFromBoundedMemory() throws Exception {
        AtomicLong wrong = new AtomicLong();
        List<Future<?>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < VIRTUAL_THREADS; i++) {
                long stamp = i;
                done.add(threads.submit(() -> {
                    long block = allocator.allocate(16 + stamp % 500, 16);
                    memory.set(ValueLayout.JAVA_LONG, block, stamp);
                    Thread.yield();
                    wrong.addAndGet(memory.get(ValueLayout.JAVA_LONG, block) == stamp ? 0 : 1);
                    allocator.free(block);
                }));
                if (done.size() == AT_ONCE) {
                    finish(done);
                }
            }
            finish(done);
        }
        assertEquals(0, wrong.get());
        long most = allocator.statistics().maxUsedSize() - fresh.realUsedSize();
        assertTrue(most <= 8 << 20, "taken at most: " + most);
        allocator.trim();
        assertFresh();
    }

    @Test
    void shouldTakeBackTheSpansOfIdleThreadsOnTrim() throws Exception {
        inAnIdleThread(() -> allocator.trim());
    }

    @Test
    void shouldTakeBackTheSpansOfIdleThreadsNowAndThen() throws Exception {
        inAnIdleThread(() -> {
            for (int i = 0; i < 4; i++) {
                ((Recoverable) allocator).mend();
            }
        });
    }

    @Test
    void shouldGiveWhatAnEndedThreadHadToTheNext() throws Exception {
        List<Long> blocks = new ArrayList<>();
        Thread first = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1_000; i++) {
                blocks.add(allocator.allocate(100, 16));
            }
        });
        first.join();
        for (int i = 0; i < 1_000; i += 2) {
            allocator.free(blocks.get(i));
        }
        long before = allocator.statistics().realUsedSize();
        Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1_000; i += 2) {
                blocks.set(i, allocator.allocate(100, 16));
            }
        }).join();
        assertEquals(before, allocator.statistics().realUsedSize(), "spans were stranded");
        blocks.forEach(allocator::free);
        allocator.trim();
        allocator.verify();
        assertFresh();
    }

    @Test
    void shouldTakeBackTheEmptySpansOfThreadsThatDoNothing() throws Exception {
        CountDownLatch freed = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread idle = Thread.ofPlatform().start(() -> {
            LongStream.range(0, 10_000).map(i -> allocator.allocate(i % 1000, 16)).toArray();
            for (long block : blocks()) {
                allocator.free(block);
            }
            freed.countDown();
            awaitQuietly(end);
        });
        freed.await();
        assertTrue(allocator.statistics().freeSize() < fresh.freeSize(), "it keeps some for itself");
        for (int i = 0; i < 40; i++) {
            ((Recoverable) allocator).mend();
        }
        assertEquals(fresh.freeSize(), allocator.statistics().freeSize());
        end.countDown();
        idle.join();
    }

    private long[] blocks() {
        List<Long> blocks = new ArrayList<>();
        allocator.forEachBlock(0, (block, size, live) -> {
            if (live) {
                blocks.add(block);
            }
            return true;
        });
        return blocks.stream().mapToLong(Long::longValue).toArray();
    }

    /** A span of each size for each thread are more than there are; what lives is a fiftieth of the pool. */
    @Test
    void shouldServeManyThreadsOfManySizes() throws Exception {
        int threads = 100;
        int sizes = 30;
        AtomicLong refused = new AtomicLong();
        CountDownLatch allocated = new CountDownLatch(threads);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long stamp = i;
            all.add(Thread.ofPlatform().start(() -> {
                for (int k = 0; k < sizes; k++) {
                    long block = allocator.allocate(16 + 30 * k, 16);
                    refused.addAndGet(block == 0 ? 1 : 0);
                    if (block != 0) {
                        memory.set(ValueLayout.JAVA_LONG, block, stamp);
                    }
                }
                allocated.countDown();
                awaitQuietly(end);
            }));
        }
        allocated.await();
        assertEquals(0, refused.get());
        long large = allocator.allocate(2 << 20, 16);
        assertTrue(large != 0, "spans leave something to large blocks");
        allocator.free(large);
        assertEquals(threads * sizes, allocator.statistics().fragments());
        assertEquals(threads * (threads - 1) / 2 * sizes,
                LongStream.of(blocks()).map(block -> memory.get(ValueLayout.JAVA_LONG, block)).sum());
        allocator.verify();
        for (long block : blocks()) {
            allocator.free(block);
        }
        allocator.trim();
        assertFresh();
        end.countDown();
        for (Thread thread : all) {
            thread.join();
        }
    }

    private void inAnIdleThread(Runnable chore) throws InterruptedException {
        List<Long> blocks = new ArrayList<>();
        CountDownLatch allocated = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread idle = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 10_000; i++) {
                blocks.add(allocator.allocate(i % 1000, 16));
            }
            allocated.countDown();
            awaitQuietly(end);
        });
        allocated.await();
        blocks.forEach(allocator::free);
        chore.run();
        PoolStatistics now = allocator.statistics();
        assertEquals(0, now.fragments());
        assertEquals(fresh.freeSize(), now.freeSize(), "spans were stranded");
        end.countDown();
        idle.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void finish(List<Future<?>> done) throws Exception {
        for (Future<?> future : done) {
            future.get();
        }
        done.clear();
    }

    private void assertFresh() {
        PoolStatistics now = allocator.statistics();
        assertEquals(0, now.fragments());
        assertEquals(fresh.freeSize(), now.freeSize());
        assertEquals(fresh.freeFragments(), now.freeFragments());
    }
}
