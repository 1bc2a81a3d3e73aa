package org.malloc4j.example.switchboard.table;

import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;

/**
 * Ties each block to the one word of the pool that owns it. Nothing else in the switch allocates or frees shared blocks,
 * so that no block is ever without an owner.
 */
public final class Ownership {
    private final Pool pool;

    Ownership(Pool pool) {
        this.pool = pool;
    }

    /**
     * Allocates a block and stores it in a word that holds none: both or neither, whenever the process is killed.
     *
     * @return the block, or {@link Pool#NULL} if the pool is exhausted: the word is unchanged
     */
    public long allocateInto(long word, long byteSize) {
        try {
            return pool.allocateInto(word, byteSize);
        } catch (PoolExhaustedException e) {
            return Pool.NULL;
        }
    }

    /** Frees the block that a word owns, if it owns one, and clears the word: both or neither. */
    public void freeFrom(long word) {
        pool.freeFrom(word);
    }
}
