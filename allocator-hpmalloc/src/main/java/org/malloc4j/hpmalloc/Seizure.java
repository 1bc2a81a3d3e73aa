package org.malloc4j.hpmalloc;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.malloc4j.spi.support.BiasedLock;

/** Heaps of this process that one thread has seized, all at once, because the barrier that owners need costs as much for many. */
final class Seizure {
    private final ThreadHeap[] seized;
    private int count;
    private boolean hasOwners;

    /**
     * Seizes what nobody else has seized.
     *
     * @param byRow  the heaps, where there is one
     * @param spared one that isn't seized, or null
     * @param which  the rows concerned, or null: all
     */
    Seizure(AtomicReferenceArray<ThreadHeap> byRow, ThreadHeap spared, BitSet which) {
        this.seized = new ThreadHeap[byRow.length()];
        for (int row = 0; row < seized.length; row++) {
            ThreadHeap heap = byRow.get(row);
            if (heap != null && heap != spared && (which == null || which.get(row)) && heap.seize()) {
                seized[count++] = heap;
                hasOwners |= heap.thread != null && heap.thread.isAlive();
            }
        }
    }

    /** Does something with each heap whose owner is outside, as long as it wants to go on, and gives all of them back. */
    void forEach(Predicate<ThreadHeap> goesOn) {
        int next = 0;
        try {
            if (hasOwners) {
                BiasedLock.barrier();
            }
            for (boolean more = true; next < count; next++) {
                more = more && (!seized[next].isLeft() || goesOn.test(seized[next]));
                seized[next].giveBack();
            }
        } catch (Throwable failure) {
            for (int i = next; i < count; i++) {
                seized[i].state = BiasedLock.TORN;
            }
            throw failure;
        }
    }
}
