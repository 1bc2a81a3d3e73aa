package org.malloc4j.example.switchboard.table;

import org.malloc4j.Pool;

/**
 * Links entries into the chains of a stripe and takes them out again, in an order that leaves nothing lost if the process
 * dies in between: at every moment an entry is owned by its chain, by the stripe's pending word, or by both.
 */
final class Chains {
    private final SharedWords words;
    private final Ownership ownership;

    Chains(SharedWords words, Ownership ownership) {
        this.words = words;
        this.ownership = ownership;
    }

    /** A block for a new entry, owned by the stripe until it is linked; its owned words are empty. */
    long reserve(long stripe, long byteSize) {
        long entry = ownership.allocateInto(stripe + TableLayout.STRIPE_PENDING, byteSize);
        if (entry != Pool.NULL) {
            words.putLong(entry + EntryLayout.FIRST_OWNED, Pool.NULL);
            words.putLong(entry + EntryLayout.SECOND_OWNED, Pool.NULL);
        }
        return entry;
    }

    /** Makes a reserved entry the first of a chain. */
    void link(long stripe, long bucket, long entry) {
        words.putLong(entry + EntryLayout.NEXT, words.getLong(bucket));
        words.putLongRelease(bucket, entry);
        words.putLongRelease(stripe + TableLayout.STRIPE_PENDING, Pool.NULL);
    }

    /** Frees what an entry owns, takes it out of its chain and frees it. */
    void remove(long stripe, long bucket, long entry) {
        ownership.freeFrom(entry + EntryLayout.FIRST_OWNED);
        ownership.freeFrom(entry + EntryLayout.SECOND_OWNED);
        long pointer = pointerTo(bucket, entry);
        words.putLongRelease(stripe + TableLayout.STRIPE_PENDING, entry);
        words.putLongRelease(pointer, words.getLong(entry + EntryLayout.NEXT));
        ownership.freeFrom(stripe + TableLayout.STRIPE_PENDING);
    }

    /** Settles what a dead owner of the stripe's lock left pending: kept if its chain has it, freed if not. */
    void mend(long stripe, long firstBucket, long bucketCount) {
        long pending = words.getLong(stripe + TableLayout.STRIPE_PENDING);
        if (pending == Pool.NULL) {
            return;
        }
        for (long i = 0; i < bucketCount; i++) {
            if (contains(firstBucket + i * Long.BYTES, pending)) {
                words.putLongRelease(stripe + TableLayout.STRIPE_PENDING, Pool.NULL);
                return;
            }
        }
        ownership.freeFrom(stripe + TableLayout.STRIPE_PENDING);
    }

    private boolean contains(long bucket, long wanted) {
        long entry = words.getLong(bucket);
        while (entry != Pool.NULL && entry != wanted) {
            entry = words.getLong(entry + EntryLayout.NEXT);
        }
        return entry == wanted;
    }

    private long pointerTo(long bucket, long wanted) {
        long pointer = bucket;
        long entry = words.getLong(pointer);
        while (entry != wanted) {
            if (entry == Pool.NULL) {
                throw new IllegalStateException("entry not in its chain: entry=" + wanted + " bucket=" + bucket);
            }
            pointer = entry + EntryLayout.NEXT;
            entry = words.getLong(pointer);
        }
        return pointer;
    }
}
