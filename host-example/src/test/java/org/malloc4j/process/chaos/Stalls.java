package org.malloc4j.process.chaos;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long operations of survivors took from a certain moment on, the longest of each survivor. */
final class Stalls {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final Ledger ledger;

    Stalls(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Looks at what a survivor did between two moments. What it was in the middle of then is waited for. */
    void look(int stripe, long from, long to) throws InterruptedException {
        long began = ledger.get(ledger.at(stripe, Ledger.BEGAN));
        if (began != 0 && began < to) {
            long start = System.nanoTime();
            while (ledger.get(ledger.at(stripe, Ledger.BEGAN)) == began) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new AssertionError("a survivor is stuck in one operation: stripe=" + stripe);
                }
                Thread.sleep(0, 100_000);
            }
        }
        long longest = 0;
        long count = ledger.get(ledger.at(stripe, Ledger.SLOW_COUNT));
        for (long i = Math.max(0, count - Ledger.SLOW_OPERATIONS + 1); i < count; i++) {
            long pair = ledger.slow(stripe, i);
            long start = ledger.get(pair);
            long end = ledger.get(pair + Long.BYTES);
            if (start < to && end > from) {
                longest = Math.max(longest, end - Math.max(start, from));
            }
        }
        nanos.recordValue(Math.max(longest, SlowOperations.THRESHOLD_NANOS));
    }

    double percentileMillis(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "n=%d p50=%.1f p90=%.1f p99=%.1f max=%.1f ms", nanos.getTotalCount(),
                percentileMillis(50), percentileMillis(90), percentileMillis(99), nanos.getMaxValue() / 1e6);
    }
}
