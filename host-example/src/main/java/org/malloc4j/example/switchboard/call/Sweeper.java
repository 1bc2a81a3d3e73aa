package org.malloc4j.example.switchboard.call;

import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;
import org.malloc4j.example.switchboard.inject.Bug;
import org.malloc4j.example.switchboard.table.CallTable;
import org.malloc4j.example.switchboard.table.EntryLayout;
import org.malloc4j.example.switchboard.table.EntryVisitor;
import org.malloc4j.example.switchboard.table.SharedWords;

/**
 * Does what is due: repeats responses that nobody acknowledged, answers calls that rang long enough, frees what is over.
 * Every worker sweeps the whole table; the first to see that a stripe has something to do does it. So it doesn't matter
 * which of them dies.
 */
public final class Sweeper {
    private static final int STRIPES_PER_STEP = 32;

    /** While more than this part of the pool is in use, what is over is freed early. */
    private static final int FILLING_PART = 2;
    private static final int EARLY_ROUNDS_PER_LINGERING = 8;

    private final CallTable table;
    private final SharedWords words;
    private final Timers timers;
    private final Transactions transactions;
    private final Dialogs dialogs;
    private final Outbox outbox;
    private final Counters counters;
    private final EntryVisitor visitor = this::visit;
    private int cursor;
    private long now;
    private long nextDue;
    private int stepOfRound;
    private long nextEarlyRound;
    private long cut;

    /**
     * @param table    the table to sweep
     * @param timers   how long things take
     * @param counters where to count
     * @param outbox   where repeated responses go
     * @param start    the stripe to begin with; workers begin at different ones, so as not to meet at each
     */
    public Sweeper(CallTable table, Timers timers, Counters counters, Outbox outbox, int start) {
        this.table = table;
        this.words = table.words();
        this.timers = timers;
        this.transactions = new Transactions(table, timers);
        this.dialogs = new Dialogs(table, timers, Bug.NONE);
        this.outbox = outbox;
        this.counters = counters;
        this.cursor = start % table.stripeCount();
    }

    /**
     * Looks at the next few stripes and does what is due there. What is to be sent is in the outbox afterwards.
     *
     * @param millis the time, in milliseconds
     */
    public void step(long millis) {
        now = millis;
        if (stepOfRound == 0) {
            beginRound();
        }
        stepOfRound = (stepOfRound + 1) % stepsPerRound();
        for (int i = 0; i < STRIPES_PER_STEP && outbox.hasRoom(); i++) {
            long stripe = table.stripe(cursor);
            cursor = (cursor + 1) % table.stripeCount();
            if (cut > 0 || isDue(table.nextDue(stripe))) {
                sweep(stripe);
            }
        }
    }

    /**
     * Looks how full the pool is. When it is filling up, every stripe is swept now and then, whether something is due there
     * or not, and what is over goes as if it had lingered for less.
     */
    private void beginRound() {
        cut = 0;
        if (now < nextEarlyRound && nextEarlyRound - now <= timers.lingerWhenFilling()) {
            return;
        }
        PoolStatistics pool = words.pool().statistics();
        if (pool.realUsedSize() > pool.totalSize() / FILLING_PART) {
            long linger = timers.lingerWhenFilling((double) pool.freeSize() / pool.totalSize());
            cut = timers.linger() - linger;
            nextEarlyRound = now + linger / EARLY_ROUNDS_PER_LINGERING;
        }
    }

    /** How many steps look at every stripe once. */
    public int stepsPerRound() {
        return (table.stripeCount() + STRIPES_PER_STEP - 1) / STRIPES_PER_STEP;
    }

    private void sweep(long stripe) {
        if (table.lock(stripe)) {
            counters.add(Counter.LOCKS_MENDED);
        }
        try {
            if (cut > 0 || isDue(table.nextDue(stripe))) {
                nextDue = 0;
                table.nextDue(stripe, 0);
                table.forEach(stripe, visitor);
                if (nextDue != 0) {
                    remind(stripe);
                }
            }
        } finally {
            table.unlock(stripe);
        }
    }

    private void remind(long stripe) {
        long soonest = table.nextDue(stripe);
        if (soonest == 0 || nextDue < soonest) {
            table.nextDue(stripe, nextDue);
        }
    }

    /** A due time farther away than any timer is what remains after the clock was set back. */
    private boolean isDue(long due) {
        return due != 0 && (due <= now || due - now > timers.farthest());
    }

    private boolean isDueEarly(long entry) {
        return cut > 0 && words.getInt(entry + EntryLayout.KIND) == EntryLayout.KIND_TRANSACTION
                && transactions.state(entry) == TransactionLayout.OVER
                && words.getLong(entry + EntryLayout.DUE) - cut <= now;
    }

    private void visit(long stripe, long entry) {
        if (isDue(words.getLong(entry + EntryLayout.DUE)) || isDueEarly(entry)) {
            if (!outbox.hasRoom()) {
                nextDue = 1;
                return;
            }
            if (!act(stripe, entry)) {
                return;
            }
        }
        long due = words.getLong(entry + EntryLayout.DUE);
        if (due != 0 && (nextDue == 0 || due < nextDue)) {
            nextDue = due;
        }
    }

    /** Whether the entry is still there afterwards. */
    private boolean act(long stripe, long entry) {
        if (words.getInt(entry + EntryLayout.KIND) == EntryLayout.KIND_DIALOG) {
            if (words.getInt(entry + EntryLayout.STATE) == DialogLayout.ALIVE) {
                counters.add(Counter.CALLS_EXPIRED);
            }
            table.remove(stripe, entry);
            return false;
        }
        int state = transactions.state(entry);
        if (state == TransactionLayout.RINGING) {
            words.putInt(entry + EntryLayout.STATE, TransactionLayout.ACCEPTED);
            transactions.expireAfter(entry, now);
            transactions.repeat(entry, outbox);
            table.due(stripe, entry, now + timers.t1());
            return true;
        }
        boolean repeats = state == TransactionLayout.ACCEPTED || state == TransactionLayout.REFUSED;
        if (repeats) {
            excuse(entry);
        }
        if (repeats && now < words.getLong(entry + TransactionLayout.EXPIRES)) {
            repeat(stripe, entry);
            return true;
        }
        if (state == TransactionLayout.ACCEPTED) {
            giveUp(stripe, entry);
        }
        table.remove(stripe, entry);
        return false;
    }

    /** While nobody swept, nobody was there to receive an ACK either: that time doesn't count. */
    private void excuse(long entry) {
        long late = now - words.getLong(entry + EntryLayout.DUE);
        if (late > timers.t2()) {
            words.putLong(entry + TransactionLayout.EXPIRES, words.getLong(entry + TransactionLayout.EXPIRES) + late);
        }
    }

    private void repeat(long stripe, long entry) {
        transactions.repeat(entry, outbox);
        counters.add(Counter.RESPONSES_REPEATED);
        int interval = Math.min(2 * words.getInt(entry + TransactionLayout.INTERVAL), timers.t2());
        words.putInt(entry + TransactionLayout.INTERVAL, interval);
        table.due(stripe, entry, Math.min(now + interval, words.getLong(entry + TransactionLayout.EXPIRES)));
    }

    /** The caller never acknowledged: it has no call, so neither has the switch. */
    private void giveUp(long stripe, long invite) {
        long dialog = dialogs.findByLocalTag(words.getLong(invite + EntryLayout.HASH),
                transactions.localTagHash(invite));
        if (dialog != Pool.NULL) {
            dialogs.abandon(stripe, dialog);
            nextDue = 1;
            counters.add(Counter.CALLS_ABANDONED);
        }
    }
}
