package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

class LockWordTest {
    private static final long LOCK = 64;
    private static final long COUNTER = 128;

    private final MemorySegment memory = Memories.dirty(4096).fill((byte) 0);
    private final FakeProcesses processes = new FakeProcesses(3);
    private final Region region = Memories.shared(memory, processes);
    private final Region neighbour = Memories.shared(memory, processes.as(9));

    @Test
    void shouldExcludeThreadsOfManyProcesses() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Future<?>[] all = new Future<?>[4];
            for (int t = 0; t < all.length; t++) {
                Region mine = t % 2 == 0 ? region : neighbour;
                all[t] = threads.submit(() -> {
                    for (int i = 0; i < 50_000; i++) {
                        LockWord.acquire(mine, LOCK);
                        mine.putLong(COUNTER, mine.getLong(COUNTER) + 1);
                        LockWord.release(mine, LOCK);
                    }
                });
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertEquals(200_000, region.getLong(COUNTER));
    }

    @Test
    void shouldTakeOverFromADeadOwnerAndSaySo() {
        LockWord.acquire(region, LOCK);
        processes.kill(3);
        assertTrue(LockWord.acquire(neighbour, LOCK));
        LockWord.release(neighbour, LOCK);
        assertFalse(LockWord.acquire(neighbour, LOCK));
    }

    @Test
    void shouldGiveALockBackToTheDeadIfTheThreadThatTookItOverFails() {
        LockWord.acquire(region, LOCK);
        processes.kill(3);
        FakeProcesses failing = processes.as(9);
        failing.failAfterRepair(new OutOfMemoryError("provoked"));
        Region unlucky = Memories.shared(memory, failing);
        assertEquals("provoked",
                assertThrows(OutOfMemoryError.class, () -> LockWord.acquire(unlucky, LOCK)).getMessage());
        assertTrue(LockWord.acquire(neighbour, LOCK));
        LockWord.release(neighbour, LOCK);
    }

    @Test
    void shouldWaitForAnOwnerThatIsOnlySlow() throws Exception {
        LockWord.acquire(region, LOCK);
        CountDownLatch got = new CountDownLatch(1);
        Thread waiter = Thread.ofPlatform().start(() -> {
            LockWord.acquire(neighbour, LOCK);
            got.countDown();
        });
        assertFalse(got.await(100, TimeUnit.MILLISECONDS));
        LockWord.release(region, LOCK);
        assertTrue(got.await(10, TimeUnit.SECONDS));
        waiter.join();
    }

    @Test
    void shouldRefuseToReleaseWhatAnotherProcessHolds() {
        LockWord.acquire(region, LOCK);
        IllegalMonitorStateException refused =
                assertThrows(IllegalMonitorStateException.class, () -> LockWord.release(neighbour, LOCK));
        assertEquals("lock not held by this process: wordOffset=64 region=shm; unlock only what lock() returned for",
                refused.getMessage());
    }

    @Test
    void shouldNotWaitForAnOwnerThatThereCannotBe() {
        region.putLong(LOCK, 0x0000_0001_0001_00FFL);
        HeapCorruptionException found =
                assertThrows(HeapCorruptionException.class, () -> LockWord.acquire(neighbour, LOCK));
        assertEquals("lock word overwritten: wordOffset=64 pool=shm word=0x1000100ff; it names a process slot that "
                + "there can't be", found.getMessage());
    }
}
