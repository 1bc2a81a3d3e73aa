package org.malloc4j.bench;

/** A sequence of pseudo-random numbers that costs next to nothing: the same for every contender. */
final class Randomness {
    private static final long SEED = 0x6D616C6C6F63346AL;
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    /** @param worker which of the workload's workers it is for */
    Randomness(int worker) {
        state = SEED + worker * STEP;
        for (int i = 0; i < 8; i++) {
            next();
        }
    }

    long next() {
        long x = state;
        x ^= x << 13;
        x ^= x >>> 7;
        x ^= x << 17;
        state = x;
        return x;
    }

    /** {@return a number from 0 to below a bound} @param bound at most 2^31 */
    int below(int bound) {
        return (int) ((next() >>> 33) * bound >>> 31);
    }

    /** {@return a number of a range, both ends included} */
    int between(int first, int last) {
        return first + below(last - first + 1);
    }

    /** {@return a number from 0 to below 1} */
    double fraction() {
        return (next() >>> 11) * 0x1p-53;
    }
}
