package org.malloc4j.process.chaos;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What a run of {@link Chaos} saw. */
final class ChaosReport {
    final Stalls afterKill;
    final Stalls afterKillInALock;
    final Stalls comparison;
    final Histogram dying = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    final Histogram lived = new Histogram(TimeUnit.HOURS.toMillis(1), 3);
    long nanos;
    int kills;
    int killsInALock;
    long locksTakenOver;
    long deathsRepaired;
    long waits;
    int checks;
    Check.Found first;
    Check.Found last;
    long largestFootprint;
    private final long seed;
    private final Ledger ledger;
    private long operations;
    private long inherited;

    ChaosReport(long seed, Ledger ledger) {
        this.seed = seed;
        this.ledger = ledger;
        this.afterKill = new Stalls(ledger);
        this.afterKillInALock = new Stalls(ledger);
        this.comparison = new Stalls(ledger);
    }

    void add(Check.Found found) {
        checks++;
        first = first == null ? found : first;
        last = found;
        largestFootprint = Math.max(largestFootprint, found.footprint());
        inherited = ledger.get(ledger.at(Ledger.INHERITED_LOCKS));
        operations = 0;
        for (int stripe = 0; stripe < Ledger.STRIPES; stripe++) {
            operations += ledger.get(ledger.at(stripe, Ledger.OPERATIONS));
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, """
                chaos: seed=%d seconds=%.0f operations=%d checks=%d
                  kills=%d, in a lock=%d; locks taken over=%d (told by lock(): %d), deaths repaired=%d
                  lost=0 overlapping=0 damaged=0; owned=%d, leaked by plain allocate, free and reallocate=%d of at most %d (%d bytes)
                  footprint: first=%d last=%d largest=%d bytes
                  lived: %d..%d ms; from kill to the slot's release: p50=%.1f p99=%.1f ms; waits in this process: %d
                  survivors' longest operation within 30 ms of a release: %s
                      of those, after kills in a lock: %s
                      for comparison, with nobody killed: %s
                """, seed, nanos / 1e9, operations, checks, kills, killsInALock, locksTakenOver, inherited, deathsRepaired,
                last.owned(), last.leaked(), last.leakBound(), last.leakedBytes(), first.footprint(), last.footprint(),
                largestFootprint, lived.getMinValue(), lived.getMaxValue(), dying.getValueAtPercentile(50) / 1e6,
                dying.getValueAtPercentile(99) / 1e6, waits, afterKill, afterKillInALock, comparison);
    }
}
