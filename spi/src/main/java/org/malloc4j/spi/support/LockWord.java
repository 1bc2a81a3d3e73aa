package org.malloc4j.spi.support;

import java.util.function.LongPredicate;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;

/**
 * A lock in one word of a region, taken in one compare-and-set, whose owner can be named after its death.
 *
 * <pre>
 *   63                            32 31           16 15            0
 *  +--------------------------------+---------------+---------------+
 *  |            sequence            |   generation  |   slot + 1    |   0 in the low half: free
 *  +--------------------------------+---------------+---------------+
 * </pre>
 *
 * The sequence grows with every acquisition, so that a held word names one acquisition and no other.
 */
public final class LockWord {
    private static final long OWNER_MASK = 0xFFFF_FFFFL;
    private static final long SEQUENCE_ONE = 1L << 32;
    private static final LongPredicate NEVER = new Never();

    private LockWord() {
    }

    /**
     * Acquires the lock, waiting as long as it takes.
     *
     * @param region the region
     * @param offset where the word lies
     * @return whether the last owner's process died with the lock held
     */
    public static boolean acquire(Region region, long offset) {
        long owner = owner(region.processes());
        if (tryAcquire(region, offset, owner) != 0) {
            return false;
        }
        LockWait wait = new LockWait(region, offset, owner, NEVER, false);
        try {
            wait.await();
            return wait.ownerDied();
        } catch (Throwable failure) {
            if (wait.held != 0) {
                // Back to the dead: the caller knows nothing of it, and whoever comes next must learn that one died.
                region.compareAndSetLong(offset, wait.held, wait.dead);
            }
            throw failure;
        }
    }

    /**
     * Releases the lock.
     *
     * @param region the region
     * @param offset where the word lies
     * @throws IllegalMonitorStateException if this process doesn't hold it
     */
    public static void release(Region region, long offset) {
        long word = region.getLong(offset);
        if ((word & OWNER_MASK) != owner(region.processes())) {
            throw new IllegalMonitorStateException("lock not held by this process: wordOffset=" + offset + " region="
                    + region.name() + "; unlock only what lock() returned for");
        }
        release(region, offset, word);
    }

    /** {@return the low half of a word held by this process} @param processes the processes */
    static long owner(Processes processes) {
        return (long) processes.generation() << 16 | (processes.self() + 1);
    }

    /** {@return the held word, or 0 if somebody else has the lock} */
    static long tryAcquire(Region region, long offset, long owner) {
        long word = region.getLong(offset);
        long held = next(word, owner);
        return (word & OWNER_MASK) == 0 && region.compareAndSetLong(offset, word, held) ? held : 0;
    }

    /** {@return the held word after taking over from a dead owner, or 0 if somebody else did} */
    static long tryTakeOver(Region region, long offset, long dead, long owner) {
        long held = next(dead, owner);
        return region.compareAndSetLong(offset, dead, held) ? held : 0;
    }

    static void release(Region region, long offset, long held) {
        region.putLongRelease(offset, freed(held));
    }

    /** {@return the word of a lock that nobody holds any more} @param held the word before */
    static long freed(long held) {
        return held & ~OWNER_MASK;
    }

    static boolean isFree(long word) {
        return (word & OWNER_MASK) == 0;
    }

    static int slot(long word) {
        return (int) (word & 0xFFFF) - 1;
    }

    static int generation(long word) {
        return (int) (word >>> 16) & 0xFFFF;
    }

    /** Of a host's locks nobody knows which thread died with them. */
    private static final class Never implements LongPredicate {
        @Override
        public boolean test(long word) {
            return false;
        }
    }

    /** {@return the word of a lock once it is acquired} @param word the word before @param owner its low half from then on */
    static long next(long word, long owner) {
        return (word & ~OWNER_MASK) + SEQUENCE_ONE | owner;
    }
}
