package org.malloc4j.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The peak of the bytes that all workers of a process had asked for and not freed, seen whenever one of them says how many
 * it has.
 */
final class LiveBytes {
    /** Workers write far apart, lest they wait for each other's cache lines. */
    private static final int STRIDE = 16;

    private final AtomicLongArray live;
    private final AtomicLong peak = new AtomicLong();

    LiveBytes(int workers) {
        live = new AtomicLongArray(workers * STRIDE);
    }

    /** Says how many bytes are live with one worker. */
    void publish(int worker, long bytes) {
        live.setRelease(worker * STRIDE, bytes);
        long sum = 0;
        for (int i = 0; i < live.length(); i += STRIDE) {
            sum += live.getAcquire(i);
        }
        if (sum > peak.getPlain()) {
            peak.accumulateAndGet(sum, Math::max);
        }
    }

    long peak() {
        return peak.get();
    }
}
