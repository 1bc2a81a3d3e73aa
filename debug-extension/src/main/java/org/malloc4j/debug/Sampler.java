package org.malloc4j.debug;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides which allocations are remembered: all, or those that a Poisson process by bytes hits. A block of {@code size}
 * bytes is hit with probability {@code 1 - e^(-size/mean)}, independently of all others.
 *
 * <p>Each of some threads counts down the bytes until the next hit. From one hit to the next they are drawn anew from the
 * exponential distribution, which has no memory: so what is left of a distance is as good as a fresh one, for whichever
 * thread finds it, and a count that a race between threads of the same number tears away or repeats matters to no more than
 * the few blocks of that moment.
 */
final class Sampler {
    /** The largest mean distance of samples, in bytes. */
    static final long MAX_BYTE_SIZE = 1L << 31;

    private static final int STRIPES = 64;
    /** Two cache lines, in words, so that two threads' counts don't share one. */
    private static final int STRIDE_SHIFT = 4;

    private final long mean;
    /** The bytes until the next hit; not positive if every block is taken. */
    private final long[] left = new long[STRIPES << STRIDE_SHIFT];

    /** @param mean the mean distance of samples, in bytes; 0 takes every block */
    Sampler(long mean) {
        this.mean = mean;
        for (int i = 0; i < left.length; i++) {
            left[i] = distance();
        }
    }

    /** {@return the mean distance of samples, in bytes; 0 if every block is taken} */
    long mean() {
        return mean;
    }

    /** {@return whether every block is taken} */
    boolean takesAll() {
        return mean == 0;
    }

    /**
     * {@return whether a block is taken that is allocated now} If it can't be had after all, a hit goes with it: to those of
     * other blocks that matters nothing.
     *
     * @param byteSize its size; 0 counts as 1
     */
    boolean takes(long byteSize) {
        int stripe = ((int) Thread.currentThread().threadId() & STRIPES - 1) << STRIDE_SHIFT;
        long rest = left[stripe] - Math.max(1, byteSize);
        boolean hit = rest <= 0;
        left[stripe] = hit ? distance() : rest;
        return hit;
    }

    /** {@return how many bytes until the next hit, the one that is hit included} */
    private long distance() {
        return mean == 0 ? 0 : (long) Math.ceil(-mean * Math.log(1 - ThreadLocalRandom.current().nextDouble()));
    }
}
