package org.malloc4j.boot;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.malloc4j.Memory;

/**
 * The end of this process because a pool of it is corrupt: at once, with {@link Memory#CORRUPTION_STATUS}. Shutdown hooks
 * don't run, because they might go on using the pool, or take it for left in good order.
 */
final class Halt {
    /** How long the last words may take: a log that nobody reads must not keep the process. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private Halt() {
    }

    /** Says the last words, and ends the process, whatever becomes of them. Who comes second waits for the end. */
    static void after(Runnable lastWords) {
        if (!BEGUN.compareAndSet(false, true)) {
            sleep(2 * PATIENCE_NANOS);
            return;
        }
        try {
            Thread.ofPlatform().daemon().name("malloc4j-halt").start(Halt::whenPatienceEnds);
            lastWords.run();
        } finally {
            now();
        }
    }

    private static void whenPatienceEnds() {
        sleep(PATIENCE_NANOS);
        now();
    }

    private static void sleep(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void now() {
        Runtime.getRuntime().halt(Memory.CORRUPTION_STATUS);
    }
}
