package org.malloc4j.debug;

/**
 * Decides which allocations are remembered: all, or those that a Poisson process by bytes hits. A block of {@code size}
 * bytes is hit with probability {@code 1 - e^(-size/mean)}, independently of all others.
 *
 * <p>Random numbers come from {@link #STATES}, one for each of some threads. Threads that share one may take the same
 * number; that makes no block likelier to be taken, so estimates stay unbiased.
 */
final class Sampler {
    /** The largest mean distance of samples, in bytes: a product of it and a random number must fit into a word. */
    static final long MAX_BYTE_SIZE = 1L << 31;

    private static final int STRIPES = 64;
    /** Two cache lines, in words, so that two threads' numbers don't share one. */
    private static final int STRIDE_SHIFT = 4;
    private static final long FACTOR = 0x5851_F42D_4C95_7F2DL;
    private static final long SUMMAND = 0x1405_7B7E_F767_814FL;
    private static final int RANDOM_BITS = 31;
    private static final double UNIT = 1.0 / MAX_BYTE_SIZE;
    private static final long[] STATES = seeded();

    private Sampler() {
    }

    /**
     * {@return whether a block might be taken} A little more often than it is to be, and at least 1/2^31 of the time, because
     * size/mean is quicker to find than {@code 1 - e^(-size/mean)}; {@link #takes} decides then.
     *
     * @param mean     the mean distance of samples, in bytes; 0 takes every block
     * @param byteSize the block's size
     */
    static boolean mightTake(long mean, long byteSize) {
        return next() * mean < Math.min(byteSize, MAX_BYTE_SIZE) << RANDOM_BITS || mean == 0 || byteSize == 0;
    }

    /** {@return whether a block that might be taken is} @param mean as before @param byteSize as before */
    static boolean takes(long mean, long byteSize) {
        if (mean == 0) {
            return true;
        }
        if (byteSize == 0) {
            // It counts as one of a byte; nothing was decided about it so far.
            return random() < -Math.expm1(-1.0 / mean);
        }
        double expected = (double) byteSize / mean;
        return random() * Math.min(1, expected) < -Math.expm1(-expected);
    }

    /** {@return a number of 31 random bits} */
    private static long next() {
        int stripe = ((int) Thread.currentThread().threadId() & STRIPES - 1) << STRIDE_SHIFT;
        long state = STATES[stripe] * FACTOR + SUMMAND;
        STATES[stripe] = state;
        return state >>> Long.SIZE - RANDOM_BITS;
    }

    private static double random() {
        return (next() + next() * UNIT) * UNIT;
    }

    private static long[] seeded() {
        long[] states = new long[STRIPES << STRIDE_SHIFT];
        long seed = System.nanoTime() ^ ProcessHandle.current().pid() << 32;
        for (int i = 0; i < states.length; i++) {
            seed = seed * FACTOR + SUMMAND;
            states[i] = seed ^ seed >>> 29;
        }
        return states;
    }
}
