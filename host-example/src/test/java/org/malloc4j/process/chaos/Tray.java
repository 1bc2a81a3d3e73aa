package org.malloc4j.process.chaos;

import org.malloc4j.Pool;

/**
 * Moves blocks from slot to slot under the lock of the tray that is involved: a journal of absolute values, beside that
 * lock, is what the next owner finishes if this one is killed half-way.
 */
final class Tray {
    private final Pool pool;
    private final Ledger ledger;
    private final int stripe;
    private final long to;

    Tray(Pool pool, Ledger ledger, int stripe) {
        this.pool = pool;
        this.ledger = ledger;
        this.stripe = stripe;
        this.to = ledger.at(stripe, Ledger.MOVE_TO);
    }

    /** Locks the tray, and finishes what its last owner was killed in. */
    void lock() {
        boolean ownerDied = pool.lock(ledger.at(stripe, Ledger.TRAY_LOCK));
        if (ownerDied) {
            ledger.add(ledger.at(Ledger.INHERITED_LOCKS), 1);
            if (ledger.get(to) != 0) {
                finish();
            }
        } else if (ledger.get(to) != 0) {
            throw new AssertionError("a move was left half done, and lock() didn't say that the owner had died: stripe="
                    + stripe);
        }
    }

    void unlock() {
        pool.unlock(ledger.at(stripe, Ledger.TRAY_LOCK));
    }

    /** Moves a block between two slots. The tray is locked. */
    void move(long from, long target) {
        ledger.set(ledger.at(stripe, Ledger.MOVE_FROM), from);
        ledger.set(ledger.at(stripe, Ledger.MOVE_BLOCK), ledger.get(from));
        ledger.set(ledger.at(stripe, Ledger.MOVE_STAMP), ledger.get(Ledger.stamp(from)));
        ledger.set(to, target);
        finish();
    }

    /** {@return the first slot of the tray that is full, or is empty; 0 if none is} */
    long slot(boolean full) {
        for (int slot = Ledger.OWN_SLOTS; slot < Ledger.SLOTS; slot++) {
            if (ledger.get(ledger.block(stripe, slot)) != 0 == full) {
                return ledger.block(stripe, slot);
            }
        }
        return 0;
    }

    private void finish() {
        long target = ledger.get(to);
        long from = ledger.get(ledger.at(stripe, Ledger.MOVE_FROM));
        ledger.set(target, ledger.get(ledger.at(stripe, Ledger.MOVE_BLOCK)));
        ledger.set(Ledger.stamp(target), ledger.get(ledger.at(stripe, Ledger.MOVE_STAMP)));
        ledger.set(Ledger.stamp(from), 0);
        ledger.set(from, 0);
        ledger.set(to, 0);
    }
}
