package org.malloc4j.hpmalloc;

import static org.malloc4j.hpmalloc.HpMallocLayout.INTENT;
import static org.malloc4j.hpmalloc.HpMallocLayout.OWNER;
import static org.malloc4j.hpmalloc.HpMallocLayout.TARGET;
import static org.malloc4j.hpmalloc.HpMallocLayout.THREAD;

import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * The table of heaps: a row says which process a heap belongs to, and what it is about to do to two words at once. A row
 * changes hands in one compare-and-set, with all its spans.
 */
final class Rows {
    private static final int KIND_SHIFT = 56;
    private static final long BLOCK_MASK = (1L << KIND_SHIFT) - 1;

    private final Region region;
    private final int capacity;
    private final long tables;
    private final long self;

    Rows(Region region, int capacity, long tables) {
        this.region = region;
        this.capacity = capacity;
        this.tables = tables;
        Processes processes = region.processes();
        this.self = owner(processes.self(), processes.generation());
    }

    static long owner(int slot, int generation) {
        return (long) generation << 16 | slot + 1;
    }

    /** {@return as what this process owns rows} */
    long self() {
        return self;
    }

    int capacity() {
        return capacity;
    }

    /** {@return above which row there never was a heap} */
    int used() {
        return (int) region.getLongAcquire(tables + HpMallocLayout.ROWS_USED);
    }

    long owner(int row) {
        return region.getLongAcquire(at(row) + OWNER);
    }

    /** {@return whether an owner will never come back} */
    boolean isDead(long owner) {
        if (owner == self || owner == 0) {
            return false;
        }
        return region.sharing() != Sharing.SHARED
                || !region.processes().isAlive((int) (owner & 0xFFFF) - 1, (int) (owner >>> 16));
    }

    /** {@return a row that was nobody's and is this process's now, or -1} */
    int claim() {
        for (int row = 0; row < capacity; row++) {
            if (owner(row) == 0) {
                reach(row);
                if (region.compareAndSetLong(at(row) + OWNER, 0, self)) {
                    return row;
                }
            }
        }
        return -1;
    }

    /** {@return whether a dead owner's row is this process's now} */
    boolean takeOver(int row, long dead) {
        return region.compareAndSetLong(at(row) + OWNER, dead, self);
    }

    /** Gives up a row that has no spans. */
    void giveUp(int row) {
        region.putLongRelease(at(row) + OWNER, 0);
    }

    /** Notes for whoever looks at the file which thread a heap serves. */
    void noteThread(int row, long threadId) {
        region.putLongRelease(at(row) + THREAD, threadId);
    }

    private void reach(int row) {
        long used;
        do {
            used = region.getLongAcquire(tables + HpMallocLayout.ROWS_USED);
        } while (used <= row && !region.compareAndSetLong(tables + HpMallocLayout.ROWS_USED, used, row + 1L));
    }

    /** Says what is about to happen to a block and to a word. */
    void intend(int row, int kind, long block, long wordOffset) {
        region.putLongRelease(at(row) + TARGET, wordOffset);
        region.putLongRelease(at(row) + INTENT, (long) kind << KIND_SHIFT | block);
    }

    /** Says that it has happened. */
    void done(int row) {
        region.putLongRelease(at(row) + INTENT, 0);
    }

    /** {@return what a row's owner is in the middle of; 0: nothing} */
    long intent(int row) {
        return region.getLongAcquire(at(row) + INTENT);
    }

    static int kind(long intent) {
        return (int) (intent >>> KIND_SHIFT);
    }

    static long block(long intent) {
        return intent & BLOCK_MASK;
    }

    /** {@return the word that an intent is about} */
    long target(int row) {
        return region.getLongAcquire(at(row) + TARGET);
    }

    private long at(int row) {
        return tables + HpMallocLayout.ROWS + (long) row * HpMallocLayout.ROW_BYTE_SIZE;
    }
}
