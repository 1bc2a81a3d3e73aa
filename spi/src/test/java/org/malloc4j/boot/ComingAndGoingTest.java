package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formatting, joining and leaving in every interleaving that a second brings: nobody notices the others. */
@Timeout(60)
class ComingAndGoingTest {
    private static final long NANOS = 1_000_000_000L;

    @TempDir
    Path directory;

    private void comeAndGo(Setup setup, long seed, ConcurrentLinkedQueue<Throwable> failures) {
        Random random = new Random(seed);
        long end = System.nanoTime() + NANOS;
        try {
            while (System.nanoTime() < end) {
                SharedPool pool = setup.open();
                for (int i = random.nextInt(200); i > 0; i--) {
                    long block = pool.heap().allocator().allocate(100, 16);
                    pool.segment().set(ValueLayout.JAVA_LONG, block, block);
                    pool.heap().allocator().free(block);
                }
                pool.leave();
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNoticeNothingOfOneAnother(boolean persistent) throws InterruptedException {
        Setup setup = persistent ? Setup.in(directory).asPersistent() : Setup.in(directory);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        long seed = System.nanoTime();
        try (LogCapture boot = LogCapture.of(SharedPoolBoot.class); LogCapture leave = LogCapture.of(SharedPool.class)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                long its = seed + i;
                threads.add(Thread.ofPlatform().start(() -> comeAndGo(setup, its, failures)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), List.copyOf(failures), "seed " + seed);
            assertEquals(List.of(), boot.messages(), "seed " + seed);
            assertEquals(List.of(), leave.messages(), "seed " + seed);
        }
        assertEquals(persistent, Files.exists(setup.files().pool()));
        assertEquals(persistent, Files.exists(setup.files().lock()));
    }
}
