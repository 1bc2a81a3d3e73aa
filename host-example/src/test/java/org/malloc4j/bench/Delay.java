package org.malloc4j.bench;

/**
 * Lets a given time pass by a chain of calculations, each of which needs the one before. How long the chain must be is
 * found out on this machine.
 */
final class Delay {
    private static final int TRIAL_STEPS = 100_000;
    private static final int TRIALS = 200;

    private final int steps;
    private long state = 1;

    private Delay(int steps) {
        this.steps = steps;
    }

    static Delay ofNanos(int nanos) {
        Delay trial = new Delay(TRIAL_STEPS);
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long start = System.nanoTime();
            trial.pass();
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        return new Delay((int) ((long) nanos * TRIAL_STEPS / shortest));
    }

    /** {@return 0, but only once the time has passed: whatever needs the result has to wait for it, in the processor too} */
    long pass() {
        long x = state;
        for (int i = 0; i < steps; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        state = x;
        // The sign of x or of -x is set, as x is never 0; the compiler doesn't know that.
        return 1 - ((x | -x) >>> 63);
    }
}
