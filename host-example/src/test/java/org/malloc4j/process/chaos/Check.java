package org.malloc4j.process.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;

/** Checks the pool against the ledger while nobody does anything. */
final class Check {

    /**
     * What was found, nothing of it wrong.
     *
     * @param owned       blocks in the ledger, and itself
     * @param leaked      live blocks that aren't
     * @param leakBound   how many of those there may be
     * @param leakedBytes what they hold
     * @param footprint   bytes of the pool outside its largest free piece
     */
    record Found(int owned, long leaked, long leakBound, long leakedBytes, long footprint) {
    }

    private record Range(long block, long byteSize) {
    }

    private final Pool pool;
    private final Ledger ledger;

    Check(Pool pool, Ledger ledger) {
        this.pool = pool;
        this.ledger = ledger;
    }

    Found run() {
        // Mends what was left half done by whoever was killed and has no successor yet.
        pool.verify();
        for (int stripe = 0; stripe < Ledger.STRIPES; stripe++) {
            Tray tray = new Tray(pool, ledger, stripe);
            tray.lock();
            tray.unlock();
        }
        List<Range> owned = new ArrayList<>();
        long leakBound = 0;
        for (int stripe = 0; stripe < Ledger.STRIPES; stripe++) {
            leakBound += ledger.get(ledger.at(stripe, Ledger.LEAK_BOUND)) + ledger.get(ledger.at(stripe, Ledger.INTENT));
            for (int slot = 0; slot < Ledger.SLOTS; slot++) {
                checkSlot(ledger.block(stripe, slot), owned);
            }
        }
        owned.add(new Range(pool.root(), pool.byteSize(pool.root())));
        checkOverlaps(owned);
        PoolStatistics now = pool.statistics();
        long leaked = now.fragments() - owned.size();
        if (leaked < 0 || leaked > leakBound) {
            throw new AssertionError("live blocks and ledger differ: live=" + now.fragments() + " owned=" + owned.size()
                    + " leakBound=" + leakBound);
        }
        return new Found(owned.size(), leaked, leakBound,
                now.usedSize() - owned.stream().mapToLong(Range::byteSize).sum(), now.totalSize() - now.largestFree());
    }

    /** A slot without a stamp may own a block, whose contents mean nothing yet; a stamp without a block is a lost one. */
    private void checkSlot(long slot, List<Range> owned) {
        long block = ledger.get(slot);
        long stamp = ledger.get(Ledger.stamp(slot));
        if (block != 0) {
            owned.add(new Range(block, pool.byteSize(block)));
        }
        if (stamp != 0) {
            if (block == 0) {
                throw new AssertionError("a block is lost: slot=" + slot);
            }
            Contents.check(pool.segment(), block, stamp);
        }
    }

    private static void checkOverlaps(List<Range> owned) {
        owned.sort(Comparator.comparingLong(Range::block));
        for (int i = 1; i < owned.size(); i++) {
            if (owned.get(i - 1).block() + owned.get(i - 1).byteSize() > owned.get(i).block()) {
                throw new AssertionError("two blocks overlap: " + owned.get(i - 1) + " " + owned.get(i));
            }
        }
    }
}
