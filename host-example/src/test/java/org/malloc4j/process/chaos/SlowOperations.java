package org.malloc4j.process.chaos;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notes in the ledger which of a participant's operations took long and when, on the machine's monotonic clock, which is
 * the same for all processes. Time its own collector took is left out.
 */
final class SlowOperations {
    static final long THRESHOLD_NANOS = 200_000;

    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final Ledger ledger;
    private final int stripe;
    private long collected = collectedMillis();
    private long began;
    private long operations;

    SlowOperations(Ledger ledger, int stripe) {
        this.ledger = ledger;
        this.stripe = stripe;
        this.operations = ledger.get(ledger.at(stripe, Ledger.OPERATIONS));
    }

    void begin() {
        began = System.nanoTime();
        ledger.set(ledger.at(stripe, Ledger.BEGAN), began);
    }

    void end() {
        long now = System.nanoTime();
        if (now - began > THRESHOLD_NANOS) {
            long pause = TimeUnit.MILLISECONDS.toNanos(-collected + (collected = collectedMillis()));
            long count = ledger.get(ledger.at(stripe, Ledger.SLOW_COUNT));
            long pair = ledger.slow(stripe, count);
            ledger.set(pair, began);
            ledger.set(pair + Long.BYTES, Math.max(began, now - pause));
            ledger.set(ledger.at(stripe, Ledger.SLOW_COUNT), count + 1);
        }
        ledger.set(ledger.at(stripe, Ledger.OPERATIONS), ++operations);
        ledger.set(ledger.at(stripe, Ledger.BEGAN), 0);
    }

    private long collectedMillis() {
        return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
    }
}
