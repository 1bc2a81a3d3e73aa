package org.malloc4j.example.switchboard.table;

import org.malloc4j.Pool;

/**
 * Ties each block to the one word of the pool that owns it. Nothing else in the switch allocates or frees shared blocks,
 * so that no block is ever without an owner.
 */
public final class Ownership {
    private final SharedWords words;

    Ownership(SharedWords words) {
        this.words = words;
    }

    /**
     * Allocates a block and stores it in a word that holds none.
     *
     * @return the block, or {@link Pool#NULL} if the pool is exhausted: the word is unchanged
     */
    public long allocateInto(long word, long byteSize) {
        long block = words.pool().tryAllocate(byteSize, Pool.BYTE_ALIGNMENT);
        if (block != Pool.NULL) {
            words.putLongRelease(word, block);
        }
        return block;
    }

    /** Frees the block that a word owns, if it owns one, and clears the word. */
    public void freeFrom(long word) {
        long block = words.getLong(word);
        if (block != Pool.NULL) {
            words.putLongRelease(word, Pool.NULL);
            words.pool().free(block);
        }
    }
}
