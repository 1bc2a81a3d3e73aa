package org.malloc4j.spi.support;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;

/**
 * One thread's wait for a {@link LockWord}: spin, yield, park; and, whenever patience runs out, ask whether the owner
 * still lives. Time alone never proves death.
 *
 * <p>Who spins looks a few times in quick succession, because the lock of a busy owner is free for moments only, and then
 * not for a while: each look takes the word's cache line away from the owner, and when the lock changes hands, so must
 * the lines of all that it guards. Two processes that do nothing else get more done together if each is let alone for a
 * hundred operations than if they take turns.
 */
final class LockWait implements Runnable {
    private static final int LOOKS = 4;
    private static final int SPINS = 4 * LOOKS;
    private static final long PAUSE_NANOS = 2_000;
    private static final int YIELDS = 32;
    /** On a busy machine one yield can take as long as everybody else's turn. */
    private static final long YIELD_NANOS = 100_000;
    private static final long PARK_NANOS = 50_000;

    private final Region region;
    private final long offset;
    private final long owner;
    private final LongPredicate abandoned;
    private final boolean busy;
    private boolean ownerDied;
    /** The word of a dead owner, as soon as it may have been taken over. */
    long dead;
    /** The word, once it is held; also when {@link #await} failed after that. */
    long held;

    /**
     * @param region    the region
     * @param offset    where the word lies
     * @param owner     the low half of the word once this process holds it
     * @param abandoned tells of a held word whether a thread of this process died with it
     * @param busy      whether there was a wait for the lock a moment ago, so that it isn't worth looking at once
     */
    LockWait(Region region, long offset, long owner, LongPredicate abandoned, boolean busy) {
        this.region = region;
        this.offset = offset;
        this.owner = owner;
        this.abandoned = abandoned;
        this.busy = busy;
    }

    /** {@return the word, held} */
    long await() {
        long patience = region.processes().patienceNanos();
        long nextProbe = 0;
        long yieldUntil = 0;
        LockWaitEvent event = null;
        for (int round = patience == 0 ? SPINS + YIELDS : 0; ; round++) {
            if (round < SPINS && round % LOOKS == 0 && (busy || round != 0)) {
                pause();
            }
            long word = region.getLongAcquire(offset);
            if (LockWord.isFree(word)) {
                held = LockWord.tryAcquire(region, offset, owner);
                if (held != 0) {
                    FlightRecord.waitEnded(event, false);
                    return held;
                }
            } else if (round < SPINS) {
                Thread.onSpinWait();
            } else {
                long now = System.nanoTime();
                if (nextProbe == 0) {
                    yieldUntil = now + YIELD_NANOS;
                    nextProbe = now + patience;
                    event = FlightRecord.waitBegins(region, offset, word);
                }
                if (round < SPINS + YIELDS && now - yieldUntil < 0) {
                    Thread.yield();
                    continue;
                }
                if (now - nextProbe >= 0) {
                    nextProbe = now + patience;
                    if (takeOverFromDead(word)) {
                        ownerDied = true;
                        FlightRecord.waitEnded(event, true);
                        return held;
                    }
                }
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
    }

    private static void pause() {
        long until = System.nanoTime() + PAUSE_NANOS;
        do {
            Thread.onSpinWait();
        } while (System.nanoTime() - until < 0);
    }

    /** {@return whether the lock was taken over from a process or thread that died with it} */
    boolean ownerDied() {
        return ownerDied;
    }

    /** Takes over from a dead owner. No lambda: making one takes milliseconds, and a deep stack. */
    @Override
    public void run() {
        held = LockWord.tryTakeOver(region, offset, dead, owner);
    }

    private boolean takeOverFromDead(long word) {
        Processes processes = region.processes();
        int slot = LockWord.slot(word);
        int generation = LockWord.generation(word);
        if (slot >= processes.capacity() || slot < 0 || generation == 0) {
            throw new HeapCorruptionException("lock word overwritten: wordOffset=" + offset + " pool=" + region.name()
                    + " word=0x" + Long.toHexString(word) + "; it names a process slot that there can't be");
        }
        dead = word;
        if (abandoned.test(word)) {
            held = LockWord.tryTakeOver(region, offset, word, owner);
        } else if (slot != processes.self() || generation != processes.generation()) {
            processes.repairIfDead(slot, generation, this);
            if (held != 0) {
                processes.tookOver(slot, generation);
                FlightRecord.tookOver(region, offset, word);
            }
        }
        return held != 0;
    }
}
