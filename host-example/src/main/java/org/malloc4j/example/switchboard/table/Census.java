package org.malloc4j.example.switchboard.table;

import org.malloc4j.IllegalBlockException;
import org.malloc4j.Pool;

/**
 * What is in the call table while nobody serves: the proof, after a start with an earlier run's pool, that it is all
 * there and that nothing else is.
 *
 * @param dialogs      how many dialogs there are
 * @param transactions how many transactions
 * @param unowned      how many blocks of the pool belong neither to them nor to the table
 */
public record Census(long dialogs, long transactions, long unowned) {

    /**
     * Counts everything, and checks that all of it is live memory of the pool.
     *
     * @throws IllegalStateException if it is not: the table is damaged
     */
    public static Census of(CallTable table) {
        Count count = new Count(table.words());
        for (int i = 0; i < table.stripeCount(); i++) {
            long stripe = table.stripe(i);
            table.lock(stripe);
            try {
                table.forEach(stripe, count);
            } catch (IllegalBlockException | IndexOutOfBoundsException | IllegalArgumentException e) {
                throw new IllegalStateException("a chain of the call table leads astray: stripe=" + i + ": "
                        + e.getMessage(), e);
            } finally {
                table.unlock(stripe);
            }
        }
        long live = table.words().pool().statistics().fragments();
        return new Census(count.dialogs, count.transactions, Math.max(0, live - CallTable.OWN_BLOCKS - count.blocks));
    }

    private static final class Count implements EntryVisitor {
        private final SharedWords words;
        private final long live;
        private long dialogs;
        private long transactions;
        private long blocks;

        private Count(SharedWords words) {
            this.words = words;
            this.live = words.pool().statistics().fragments();
        }

        @Override
        public void visit(long stripe, long entry) {
            countLive(entry);
            countOwned(words.getLong(entry + EntryLayout.FIRST_OWNED));
            countOwned(words.getLong(entry + EntryLayout.SECOND_OWNED));
            if (words.getInt(entry + EntryLayout.KIND) == EntryLayout.KIND_DIALOG) {
                dialogs++;
            } else {
                transactions++;
            }
        }

        private void countOwned(long block) {
            if (block != Pool.NULL) {
                countLive(block);
            }
        }

        private void countLive(long block) {
            words.pool().byteSize(block);
            if (++blocks > live) {
                throw new IllegalStateException("a chain of the call table has no end: entry=" + block);
            }
        }
    }
}
