package org.malloc4j.example.switchboard.table;

import java.lang.foreign.MemorySegment;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;

/**
 * The hash table, in shared memory, of everything the switch knows about calls. Its entries are found by Call-ID, so that
 * all transactions and the dialog of one call are in one chain, under one lock. Every worker finds the table through the
 * pool's root, and may serve any call.
 */
public final class CallTable {
    /** How many blocks of the pool are the table's own: its root and itself. */
    public static final int OWN_BLOCKS = 2;

    private final SharedWords words;
    private final Ownership ownership;
    private final Chains chains;
    private final long table;
    private final int bucketCount;
    private final int stripeCount;
    private final int stripeShift;
    private final long seed;

    private CallTable(SharedWords words, long table) {
        this.words = words;
        this.table = table;
        this.ownership = new Ownership(words.pool());
        this.chains = new Chains(words, ownership);
        this.bucketCount = words.getInt(table + TableLayout.BUCKET_COUNT);
        this.stripeCount = words.getInt(table + TableLayout.STRIPE_COUNT);
        TableLayout.checkCounts(bucketCount, stripeCount);
        this.stripeShift = Integer.numberOfTrailingZeros(bucketCount / stripeCount);
        this.seed = words.getLong(table + TableLayout.SEED);
    }

    /**
     * Opens the table that the pool's root points to, or makes one if there is none.
     *
     * @param pool        the shared pool
     * @param bucketCount how many chains a new table has; a power of two
     * @param stripeCount how many locks they share; a power of two
     * @return the table
     * @throws PoolExhaustedException if there is no room for a new table
     * @throws IllegalStateException  if the root points to something else
     */
    public static CallTable open(Pool pool, int bucketCount, int stripeCount) {
        SharedWords words = new SharedWords(pool);
        return new CallTable(words, TableRoot.of(words).table(bucketCount, stripeCount));
    }

    /** Frees the table of a pool, which nobody uses any more. */
    public static void drop(Pool pool) {
        TableRoot.of(new SharedWords(pool)).drop();
    }

    /** {@return the words of the pool} */
    public SharedWords words() {
        return words;
    }

    /** {@return how entries own further blocks} */
    public Ownership ownership() {
        return ownership;
    }

    /** {@return where a worker's counters are} */
    public long counters(int worker) {
        return TableLayout.countersOffset(table, worker);
    }

    /** {@return the hash of some bytes, the same in every process} */
    public long hash(MemorySegment bytes, long from, int byteLength) {
        return Hash.of(bytes, from, byteLength, seed);
    }

    /** {@return how many locks the chains share} */
    public int stripeCount() {
        return stripeCount;
    }

    /** {@return the n-th stripe} */
    public long stripe(int index) {
        return TableLayout.stripeOffset(table, index);
    }

    /** {@return the stripe that has the entries of this hash} */
    public long stripeOf(long hash) {
        return stripe((int) (bucketIndex(hash) >>> stripeShift));
    }

    /**
     * Takes a stripe's lock, and mends its chains if the last owner died or a failure threw it out half way. Where they
     * can't be mended the lock is given back, so that everybody learns of it and nobody waits for ever.
     *
     * @return whether it had died
     */
    public boolean lock(long stripe) {
        boolean ownerDied = words.pool().lock(stripe + TableLayout.STRIPE_LOCK);
        if (ownerDied || words.getLong(stripe + TableLayout.STRIPE_PENDING) != Pool.NULL) {
            try {
                chains.mend(stripe, bucket(firstBucket(stripe)), 1L << stripeShift);
                words.putLong(stripe + TableLayout.STRIPE_NEXT_DUE, 1);
            } catch (Throwable failure) {
                unlock(stripe);
                throw failure;
            }
        }
        return ownerDied;
    }

    /** Gives back a stripe's lock. */
    public void unlock(long stripe) {
        words.pool().unlock(stripe + TableLayout.STRIPE_LOCK);
    }

    /** {@return the first entry with this hash, or {@link Pool#NULL}} The stripe is locked. */
    public long first(long hash) {
        return matching(words.getLong(bucketOf(hash)), hash);
    }

    /** {@return the next entry with the same hash, or {@link Pool#NULL}} */
    public long next(long entry) {
        return matching(words.getLong(entry + EntryLayout.NEXT), words.getLong(entry + EntryLayout.HASH));
    }

    private long matching(long start, long hash) {
        long entry = start;
        while (entry != Pool.NULL && words.getLong(entry + EntryLayout.HASH) != hash) {
            entry = words.getLong(entry + EntryLayout.NEXT);
        }
        return entry;
    }

    /**
     * Reserves a block for a new entry, to be filled and then {@linkplain #insert inserted}.
     *
     * @return the entry, or {@link Pool#NULL} if the pool is exhausted
     */
    public long reserve(long stripe, long hash, int kind, long byteSize) {
        long entry = chains.reserve(stripe, byteSize);
        if (entry != Pool.NULL) {
            words.putLong(entry + EntryLayout.HASH, hash);
            words.putInt(entry + EntryLayout.KIND, kind);
        }
        return entry;
    }

    /** Inserts a reserved entry. */
    public void insert(long stripe, long entry) {
        chains.link(stripe, bucketOf(words.getLong(entry + EntryLayout.HASH)), entry);
        remind(stripe, words.getLong(entry + EntryLayout.DUE));
    }

    /** Takes an entry out of the table and frees it with everything it owns. */
    public void remove(long stripe, long entry) {
        chains.remove(stripe, bucketOf(words.getLong(entry + EntryLayout.HASH)), entry);
    }

    /** Changes when an entry has something to do. */
    public void due(long stripe, long entry, long millis) {
        words.putLong(entry + EntryLayout.DUE, millis);
        remind(stripe, millis);
    }

    private void remind(long stripe, long millis) {
        long next = words.getLong(stripe + TableLayout.STRIPE_NEXT_DUE);
        if (next == 0 || millis < next) {
            words.putLongRelease(stripe + TableLayout.STRIPE_NEXT_DUE, millis);
        }
    }

    /** {@return when the stripe has something to do, or 0 for never} May be read without the lock. */
    public long nextDue(long stripe) {
        return words.getLongAcquire(stripe + TableLayout.STRIPE_NEXT_DUE);
    }

    /** Says when the stripe has something to do next, 0 for never. */
    public void nextDue(long stripe, long millis) {
        words.putLongRelease(stripe + TableLayout.STRIPE_NEXT_DUE, millis);
    }

    /** Shows every entry of a locked stripe; the visitor may remove the one it is shown. */
    public void forEach(long stripe, EntryVisitor visitor) {
        long bucket = bucket(firstBucket(stripe));
        long end = bucket + ((long) Long.BYTES << stripeShift);
        for (; bucket < end; bucket += Long.BYTES) {
            long entry = words.getLong(bucket);
            while (entry != Pool.NULL) {
                long next = words.getLong(entry + EntryLayout.NEXT);
                visitor.visit(stripe, entry);
                entry = next;
            }
        }
    }

    private long firstBucket(long stripe) {
        return (stripe - stripe(0)) / TableLayout.STRIPE_LENGTH << stripeShift;
    }

    private long bucketOf(long hash) {
        return bucket(bucketIndex(hash));
    }

    private long bucketIndex(long hash) {
        return hash & (bucketCount - 1);
    }

    private long bucket(long index) {
        return TableLayout.bucketOffset(table, stripeCount, index);
    }
}
