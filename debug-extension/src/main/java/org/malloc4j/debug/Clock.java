package org.malloc4j.debug;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The time of day, a hundredth of a second behind at worst. Asking the system each time would cost a tenth of what finding
 * an origin costs, where its clock can be read without a system call, and a quarter elsewhere. Nothing ticks while nobody
 * asks.
 */
final class Clock {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int TICKS_UNTIL_ASLEEP = 100;
    private static final long ASLEEP = 0;

    private static final Thread TICKER = Thread.ofPlatform().daemon().name("malloc4j-clock").unstarted(Clock::tick);
    private static volatile long now = ASLEEP;
    /** Plain: that somebody asked is noticed at the next tick. */
    private static boolean asked;

    private Clock() {
    }

    /** {@return the time in milliseconds since the epoch} */
    static long epochMillis() {
        long time = now;
        if (time == ASLEEP) {
            wake();
            return System.currentTimeMillis();
        }
        if (!asked) {
            asked = true;
        }
        return time;
    }

    private static void wake() {
        asked = true;
        synchronized (TICKER) {
            if (TICKER.getState() == Thread.State.NEW) {
                TICKER.start();
            }
        }
        LockSupport.unpark(TICKER);
    }

    private static void tick() {
        int idle = 0;
        while (true) {
            now = System.currentTimeMillis();
            LockSupport.parkNanos(TICK.toNanos());
            idle = asked ? 0 : idle + 1;
            asked = false;
            if (idle > TICKS_UNTIL_ASLEEP) {
                now = ASLEEP;
                LockSupport.park();
                idle = 0;
            }
        }
    }
}
