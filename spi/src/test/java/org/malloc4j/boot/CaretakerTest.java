package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;

class CaretakerTest {

    @Test
    void shouldDoEveryChoreAgainAndAgain() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(3);
        CountDownLatch second = new CountDownLatch(3);
        try (Caretaker caretaker = Caretaker.start(List.of(first::countDown, second::countDown))) {
            assertTrue(first.await(10, TimeUnit.SECONDS), caretaker::toString);
            assertTrue(second.await(10, TimeUnit.SECONDS), caretaker::toString);
        }
    }

    @Test
    void shouldGiveUpAChoreThatFailsAndGoOnWithTheOthers() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch other = new CountDownLatch(3);
        Runnable failing = () -> {
            failures.incrementAndGet();
            throw new IllegalStateException("planted");
        };
        try (Caretaker caretaker = Caretaker.start(List.of(failing, other::countDown))) {
            assertTrue(other.await(10, TimeUnit.SECONDS), caretaker::toString);
        }
        assertEquals(1, failures.get());
    }

    @Test
    void shouldTryAgainWhatFailedForWantOfMemory() throws InterruptedException {
        CountDownLatch tries = new CountDownLatch(3);
        CountDownLatch other = new CountDownLatch(3);
        Runnable failing = () -> {
            tries.countDown();
            throw new OutOfMemoryError("planted");
        };
        try (LogCapture log = LogCapture.of(Caretaker.class);
                Caretaker caretaker = Caretaker.start(List.of(failing, other::countDown))) {
            assertTrue(tries.await(10, TimeUnit.SECONDS), caretaker::toString);
            assertTrue(other.await(10, TimeUnit.SECONDS), caretaker::toString);
            assertEquals(List.of(failing.getClass().getSimpleName() + " failed and is tried again, ten times a second; that is "
                    + "said once"), log.messages());
        }
    }

    @Test
    void shouldMendWhatADeadThreadOfAnIdleProcessLeft() {
        MemorySegment memory = Arena.ofAuto().allocate(Setup.MIB, 4096);
        FragmentHeap idle = FragmentHeap.format(Region.of(memory), 0);
        Allocator other = new SingleLockProvider().attach(Region.of(memory), 0, null);
        idle.lock().abandoned = idle.lock().acquire();
        Recoverable mended = (Recoverable) SingleLockProvider.of(idle);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (Caretaker caretaker = Caretaker.start(List.of(new Mender(mended, finding -> fail(finding))))) {
                assertNotEquals(0, other.allocate(100, 16), caretaker::toString);
            }
        });
    }
}
