package org.malloc4j.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The peak of the bytes that all workers had asked for and not freed, those of other processes included, seen whenever one
 * of this process says how many it has. Whoever frees what others allocated has less than none.
 */
final class LiveBytes {
    /** Workers write far apart, lest they wait for each other's cache lines. */
    private static final int STRIDE = 128;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment words;
    private final int first;
    private long peak;

    /** @param words zero-filled @param first the number of this process's first worker among all */
    LiveBytes(MemorySegment words, int first) {
        this.words = words;
        this.first = first;
    }

    static long byteSize(int workers) {
        return (long) workers * STRIDE;
    }

    /** Says how many bytes are live with one worker. */
    void publish(int worker, long bytes) {
        WORD.setRelease(words, (long) (first + worker) * STRIDE, bytes);
        long sum = 0;
        for (long i = 0; i < words.byteSize(); i += STRIDE) {
            sum += (long) WORD.getAcquire(words, i);
        }
        if (sum > peak) {
            raise(sum);
        }
    }

    private synchronized void raise(long sum) {
        peak = Math.max(peak, sum);
    }

    synchronized long peak() {
        return peak;
    }
}
