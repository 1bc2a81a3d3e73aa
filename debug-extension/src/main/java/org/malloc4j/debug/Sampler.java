package org.malloc4j.debug;

/**
 * Decides which allocations are remembered: all, or those that a Poisson process by bytes hits. A block of {@code size}
 * bytes is hit with probability {@code 1 - e^(-size/mean)}, independently of all others.
 *
 * <p>Random numbers come from {@link #STATES}, one for each of some threads. Threads that share one may take the same
 * number; that makes no block likelier to be taken, so estimates stay unbiased.
 */
final class Sampler {
    private static final int STRIPES = 64;
    /** Two cache lines, in words, so that two threads' numbers don't share one. */
    private static final int STRIDE_SHIFT = 4;
    private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final double UNIT = 0x1p-53;
    private static final long[] STATES = seeded();

    /**
     * A rate of samples.
     *
     * @param byteSize the mean distance, in bytes; 0: every block
     * @param inverse  1 / {@code byteSize}; 0: every block
     * @param number   the rate's number in tags
     */
    record Rate(long byteSize, double inverse, int number) {
        static final Rate EVERY_BLOCK = new Rate(0, 0, 0);
    }

    private volatile Rate rate = Rate.EVERY_BLOCK;

    /** {@return the rate from now on} */
    Rate rate() {
        return rate;
    }

    void setRate(Rate rate) {
        this.rate = rate;
    }

    /** {@return whether to remember a block} @param rate the rate @param byteSize the block's size */
    static boolean takes(Rate rate, long byteSize) {
        double expected = Math.max(1, byteSize) * rate.inverse();
        // 1 - e^(-x) is a little less than x, so mostly the comparison with x is enough.
        return expected == 0 || random() < expected && taken(expected);
    }

    /** The number taken was less than x, or any if x is 1 or more; what is left is the chance of (1 - e^(-x)) / x. */
    private static boolean taken(double expected) {
        return random() * Math.min(1, expected) < -Math.expm1(-expected);
    }

    private static double random() {
        int stripe = ((int) Thread.currentThread().threadId() & STRIPES - 1) << STRIDE_SHIFT;
        long z = STATES[stripe] += GAMMA;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return (z >>> 11) * UNIT;
    }

    private static long[] seeded() {
        long[] states = new long[STRIPES << STRIDE_SHIFT];
        long seed = System.nanoTime() ^ ProcessHandle.current().pid() << 32;
        for (int i = 0; i < states.length; i++) {
            seed = seed * 0x5851_F42D_4C95_7F2DL + 0x1405_7B7E_F767_814FL;
            states[i] = seed ^ seed >>> 29;
        }
        return states;
    }
}
