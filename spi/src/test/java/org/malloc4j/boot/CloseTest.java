package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.Pool;

/** What is left to say after close, and what happens to those who are inside. */
@Timeout(60)
class CloseTest {
    @TempDir
    Path directory;

    @Test
    void shouldSaySoWhenAClosedPoolIsUsed() {
        Memory memory = Setup.in(directory).boot();
        for (Pool pool : List.of(memory.shm(), memory.pkg())) {
            long block = pool.allocate(64);
            if (pool == memory.pkg()) {
                memory.close();
                memory.close();
            }
            if (pool == memory.shm()) {
                continue;
            }
            for (Pool closed : List.of(memory.shm(), memory.pkg())) {
                List<Executable> uses = List.of(() -> closed.allocate(1), () -> closed.allocate(1, 64),
                        () -> closed.tryAllocate(1, 16), () -> closed.free(block), () -> closed.reallocate(block, 100),
                        () -> closed.byteSize(block), closed::root, () -> closed.compareAndSetRoot(0, block),
                        closed::statistics, closed::trim, closed::verify, () -> closed.lock(64), () -> closed.unlock(64),
                        () -> closed.segmentOf(block));
                for (Executable use : uses) {
                    assertEquals("pool is closed: pool=" + closed.role().key() + " instance=test; its memory was given back "
                            + "by Memory.close()", assertThrows(IllegalStateException.class, use).getMessage());
                }
            }
        }
    }

    @Test
    void shouldCloseOnceWhenTwoThreadsCloseAtATime() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            Memory memory = Setup.in(directory).boot();
            CountDownLatch go = new CountDownLatch(1);
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            List<Thread> closers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                closers.add(Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                        memory.close();
                        assertTrue(Files.notExists(Setup.in(directory).files().pool()));
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }));
            }
            go.countDown();
            for (Thread closer : closers) {
                closer.join();
            }
            assertEquals(List.of(), List.copyOf(failures));
        }
    }

    /** Threads are cut off anywhere in the heap: whoever stays must find it whole. */
    @Test
    void shouldLeaveAWholeHeapToTheOthersWhenClosedWhileThreadsAllocate() throws InterruptedException {
        try (Memory survivor = Setup.in(directory).boot()) {
            for (int round = 0; round < 20; round++) {
                Memory leaver = Setup.in(directory).boot();
                ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
                List<Thread> workers = new ArrayList<>();
                CountDownLatch working = new CountDownLatch(2);
                for (int i = 0; i < 2; i++) {
                    workers.add(Thread.ofPlatform().start(() -> {
                        try {
                            while (true) {
                                leaver.shm().free(leaver.shm().allocate(100));
                                leaver.pkg().free(leaver.pkg().allocate(100));
                                working.countDown();
                            }
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }));
                }
                working.await();
                leaver.close();
                for (Thread worker : workers) {
                    worker.join();
                }
                for (Throwable failure : failures) {
                    assertTrue(failure instanceof IllegalStateException
                            && failure.getMessage().startsWith("pool is closed: "), failure.toString());
                }
                survivor.shm().verify();
                assertDoesNotThrow(() -> survivor.shm().free(survivor.shm().allocate(1000)));
            }
        }
    }

    @Test
    void shouldGiveBackASlotForTheNext() {
        Setup setup = Setup.in(directory);
        SharedPool stayer = setup.open();
        for (int round = 0; round < 100; round++) {
            SharedPool pool = setup.open();
            assertEquals(1, pool.slots().self());
            pool.leave();
        }
        stayer.leave();
        assertTrue(Files.notExists(setup.files().lock()));
    }
}
