package org.malloc4j.bench;

import org.HdrHistogram.Histogram;

/** What workers did: operations, in which time, and how long single ones took. One thread at a time uses it. */
final class Tally {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);
    private double operationsPerNano;
    private long operations;
    private long nanos;

    /** Counts operations of one worker, in the time they took. */
    void count(long moreOperations, long moreNanos) {
        operations += moreOperations;
        nanos += moreNanos;
    }

    /** Counts the time that one operation took. */
    void time(long operationNanos) {
        histogram.recordValue(Math.min(operationNanos, LONGEST_NANOS));
    }

    /** Takes in what another worker did meanwhile. */
    void add(Tally other) {
        operationsPerNano += other.operationsPerNano();
        histogram.add(other.histogram);
    }

    /** {@return the operations per nanosecond of all workers together} */
    double operationsPerNano() {
        return operationsPerNano + (nanos == 0 ? 0 : (double) operations / nanos);
    }

    Histogram histogram() {
        return histogram;
    }
}
