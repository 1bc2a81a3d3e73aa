package org.malloc4j.process.chaos;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.malloc4j.Pool;

/**
 * Allocates, frees, reallocates and hands over, in a stripe of the ledger that it may have inherited from somebody killed
 * at any point.
 *
 * <p>Blocks in slots are allocated and freed in one step with the slot's word. Those that go through plain
 * {@code allocate}, {@code free} and {@code reallocate} belong to nobody for a moment; an intent, stored before, bounds how
 * many a kill can leak.
 */
final class Participant {
    private static final int SMALL = 200;
    private static final long TURN = 1L << 24;

    private final Pool pool;
    private final Ledger ledger;
    private final int stripe;
    private final long restNanos;
    private final SplittableRandom random;
    private final SlowOperations slow;
    private long number;

    /** @param restNanos how long to rest after each operation, and leave the locks to others */
    Participant(Pool pool, int stripe, long restNanos, long seed) {
        this.pool = pool;
        this.ledger = Ledger.find(pool);
        this.stripe = stripe;
        this.restNanos = restNanos;
        this.random = new SplittableRandom(seed);
        this.slow = new SlowOperations(ledger, stripe);
    }

    /** Goes on until the thread is interrupted, or the process killed. */
    void run() {
        awaitEndOfPause();
        inherit();
        while (!Thread.currentThread().isInterrupted()) {
            slow.begin();
            act(random.nextInt(1000));
            slow.end();
            if (restNanos != 0) {
                LockSupport.parkNanos(this, restNanos);
            }
            awaitEndOfPause();
        }
        ledger.set(ledger.at(stripe, Ledger.ACK), Long.MAX_VALUE);
    }

    private void awaitEndOfPause() {
        for (long pause = pause(); pause != 0 && !Thread.currentThread().isInterrupted(); pause = pause()) {
            ledger.set(ledger.at(stripe, Ledger.ACK), pause);
            LockSupport.parkNanos(this, 100_000);
        }
    }

    private long pause() {
        return ledger.get(ledger.at(Ledger.PAUSE));
    }

    /** Mends what the last one in this stripe was killed in. */
    private void inherit() {
        for (int other = 0; other < Ledger.STRIPES; other++) {
            Tray tray = new Tray(pool, ledger, other);
            tray.lock();
            tray.unlock();
        }
        long turn = ledger.at(stripe, Ledger.TURN);
        number = ledger.get(turn) + TURN;
        ledger.set(turn, number);
        ledger.add(ledger.at(stripe, Ledger.LEAK_BOUND), ledger.get(ledger.at(stripe, Ledger.INTENT)));
        ledger.set(ledger.at(stripe, Ledger.INTENT), 0);
        for (int i = 0; i < Ledger.OWN_SLOTS; i++) {
            long slot = ledger.block(stripe, i);
            if (ledger.get(Ledger.stamp(slot)) == 0) {
                pool.freeFrom(slot);
            } else if (ledger.get(slot) == 0) {
                throw new AssertionError("a block is lost: stripe=" + stripe + " slot=" + i);
            }
        }
    }

    private void act(int dice) {
        long slot = ledger.block(stripe, random.nextInt(Ledger.OWN_SLOTS));
        boolean full = ledger.get(slot) != 0;
        if (dice < 600) {
            if (full) {
                freeFrom(slot);
            } else {
                allocateInto(slot);
            }
        } else if (dice < 700) {
            if (full) {
                free(slot);
            } else {
                allocate(slot);
            }
        } else if (dice < 800 && full) {
            reallocate(slot);
        } else if (dice < 890 && full) {
            give(slot);
        } else if (dice < 998 && !full) {
            take(slot);
        } else if (dice < 998) {
            check(slot);
        } else {
            pool.trim();
        }
    }

    private void allocateInto(long slot) {
        int byteSize = byteSize();
        pool.allocateInto(slot, byteSize);
        promise(slot, byteSize);
    }

    private void freeFrom(long slot) {
        check(slot);
        ledger.set(Ledger.stamp(slot), 0);
        pool.freeFrom(slot);
    }

    private void allocate(long slot) {
        intend(1);
        int byteSize = byteSize();
        ledger.set(slot, pool.allocate(byteSize));
        intend(0);
        promise(slot, byteSize);
    }

    private void free(long slot) {
        check(slot);
        intend(1);
        pool.free(disown(slot));
        intend(0);
    }

    /** While a block moves there are two, and neither is in the ledger. */
    private void reallocate(long slot) {
        check(slot);
        long stamp = ledger.get(Ledger.stamp(slot));
        int byteSize = byteSize();
        intend(2);
        long moved = pool.reallocate(disown(slot), byteSize);
        Contents.check(pool.segment(), moved, stamp, Math.min(byteSize, Contents.byteSize(stamp)));
        ledger.set(slot, moved);
        intend(0);
        promise(slot, byteSize);
    }

    private void give(long slot) {
        Tray tray = new Tray(pool, ledger, (stripe + 1 + random.nextInt(Ledger.STRIPES - 1)) % Ledger.STRIPES);
        tray.lock();
        long target = tray.slot(false);
        if (target != 0) {
            tray.move(slot, target);
        }
        tray.unlock();
    }

    private void take(long slot) {
        Tray tray = new Tray(pool, ledger, stripe);
        tray.lock();
        long source = tray.slot(true);
        if (source != 0) {
            tray.move(source, slot);
        }
        tray.unlock();
        if (source != 0) {
            check(slot);
        }
    }

    private void check(long slot) {
        Contents.check(pool.segment(), ledger.get(slot), ledger.get(Ledger.stamp(slot)));
    }

    private void promise(long slot, int byteSize) {
        long stamp = Contents.stamp(stripe, ++number, byteSize);
        Contents.write(pool.segment(), ledger.get(slot), stamp);
        ledger.set(Ledger.stamp(slot), stamp);
    }

    private long disown(long slot) {
        long block = ledger.get(slot);
        ledger.set(Ledger.stamp(slot), 0);
        ledger.set(slot, 0);
        return block;
    }

    private void intend(int leak) {
        ledger.set(ledger.at(stripe, Ledger.INTENT), leak);
    }

    private int byteSize() {
        return 1 + random.nextInt(random.nextInt(20) == 0 ? Contents.MAX_BYTE_SIZE : SMALL);
    }
}
