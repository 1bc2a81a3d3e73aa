package org.malloc4j.example.switchboard.demo;

import java.util.concurrent.TimeUnit;
import org.malloc4j.example.switchboard.attendant.Attendant;
import org.malloc4j.example.switchboard.attendant.EndRequest;
import org.malloc4j.example.switchboard.call.Timers;
import org.malloc4j.example.switchboard.client.CallerStatistics;
import org.malloc4j.example.switchboard.client.Callers;
import org.malloc4j.example.switchboard.inject.Injection;

/**
 * Runs real calls against a switch of its own for a few seconds, then waits until the timers have freed what the calls
 * held.
 */
public final class Demo {
    private static final int SOCKETS = 8;
    private static final int SIDE_BY_SIDE = 8;
    private static final long LEAST_CALLS = 10_000;
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long MOST_NANOS_WITH_A_MISTAKE = TimeUnit.SECONDS.toNanos(10);
    private static final long PROGRESS_MILLIS = 250;
    private static final int ROUNDS_AFTER_THE_END = 4;
    /** A planted mistake may leave calls that never end. */
    private static final int ROUNDS_WITH_A_MISTAKE = 20;
    private static final int LINGERINGS_WITH_A_MISTAKE = 3;

    private final Attendant attendant;
    private final Callers callers;
    private final Progress progress;
    private final long startedAt = System.nanoTime();
    private final EndRequest end;

    /**
     * @param attendant the switch to call
     * @param progress  who is told how it goes
     * @param end       makes the demo end early
     */
    public Demo(Attendant attendant, Progress progress, EndRequest end) {
        this.end = end;
        this.attendant = attendant;
        this.callers = new Callers(attendant.settings().socket(), SOCKETS, SIDE_BY_SIDE);
        this.progress = progress;
    }

    /** Is told, some times a second, how the demo goes. */
    @FunctionalInterface
    public interface Progress {

        /** Shows how it goes. */
        void show(double seconds, CallerStatistics statistics, long callsPerSecond, long shmUsedBytes);
    }

    /** Runs the calls, and returns when all have ended, or a moment after the demo was told to end. */
    public CallerStatistics run() throws InterruptedException {
        Thread calling = Thread.ofPlatform().daemon().name("callers").start(() -> callers.run(this::mayStart));
        long before = 0;
        long then = System.nanoTime();
        int patience = isInjected() ? ROUNDS_WITH_A_MISTAKE : ROUNDS_AFTER_THE_END;
        while (calling.isAlive() && patience > 0) {
            patience -= roundsGone();
            calling.join(PROGRESS_MILLIS);
            long now = System.nanoTime();
            long completed = callers.statistics().completed();
            long perSecond = (completed - before) * 1_000_000_000L / Math.max(1, now - then);
            before = completed;
            then = now;
            show(perSecond);
        }
        return callers.statistics();
    }

    /** Waits until the calls' memory is free again, as long as the timers may take; what is left is for the report. */
    public void awaitTimers() throws InterruptedException {
        Timers timers = attendant.settings().timers();
        long latest = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(isInjected()
                ? (long) LINGERINGS_WITH_A_MISTAKE * timers.linger() : 2L * timers.linger() + 2L * timers.giveUp());
        while (attendant.report().heldByCalls() > 0 && System.nanoTime() - latest < 0 && !end.isRequested()
                && attendant.findings().named().isEmpty()) {
            Thread.sleep(PROGRESS_MILLIS);
            show(0);
        }
    }

    private void show(long perSecond) {
        progress.show((System.nanoTime() - startedAt) / 1e9, callers.statistics(), perSecond,
                attendant.memory().shm().statistics().usedSize());
    }

    /** How many of its last rounds the demo has used up when another one is over. */
    private int roundsGone() {
        if (attendant.findings().named().isPresent()) {
            return ROUNDS_WITH_A_MISTAKE / ROUNDS_AFTER_THE_END;
        }
        return end.isRequested() || isInjected() && !mayStart() ? 1 : 0;
    }

    private boolean isInjected() {
        return attendant.settings().injection() != Injection.NONE;
    }

    private boolean mayStart() {
        long elapsed = System.nanoTime() - startedAt;
        boolean enough = callers.statistics().started() >= LEAST_CALLS && elapsed >= LEAST_NANOS;
        return !enough && elapsed < (isInjected() ? MOST_NANOS_WITH_A_MISTAKE : MOST_NANOS)
                && !end.isRequested() && attendant.findings().named().isEmpty();
    }

    /** Whether as many calls were made as a demo is to make. */
    public boolean isComplete() {
        return callers.statistics().completed() >= LEAST_CALLS;
    }
}
