package org.malloc4j.spi.support;

import java.lang.foreign.Arena;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * Does once, at the start, what otherwise would be done for the first time when somebody has died: waits for a lock, takes
 * it over, completes what its owner had committed. So no class is first loaded while survivors wait, or deep in a stack
 * that overflows.
 */
public final class Rehearsal {
    /** The name of a region in which nobody died, whatever it looks like. */
    static final String REGION = "rehearsal";

    private static boolean begun;
    private static final long LOCK = 0;
    private static final long WORD = Long.BYTES;
    private static final long RECORD = 2 * Long.BYTES;
    private static final long BYTE_SIZE = 4096;
    private static final int NEIGHBOUR = 1;
    private static final int GENERATION = 1;

    private Rehearsal() {
    }

    /** Rehearses, unless that was done; if another thread is at it, waits until it is done. */
    public static synchronized void once() {
        if (!begun) {
            begun = true;
            try (Arena arena = Arena.ofConfined()) {
                rehearse(Region.of(REGION, arena.allocate(BYTE_SIZE, Long.BYTES), Sharing.SHARED, new Bereft(),
                        Backing.present()));
            } catch (Throwable failure) {
                // Whoever asks next is told, too.
                begun = false;
                throw failure;
            }
        }
    }

    private static void rehearse(Region region) {
        RecoverableLock lock = new RecoverableLock(region, LOCK, new RedoRecord(region, RECORD));
        dieInside(region);
        long held = lock.acquire();
        lock.abandoned = held;
        lock.mend();
        dieInside(region);
        LockWord.acquire(region, LOCK);
        LockWord.release(region, LOCK);
    }

    /** Leaves the lock as the neighbour's, who died with a record published. */
    private static void dieInside(Region region) {
        LockWord.tryAcquire(region, LOCK, (long) GENERATION << 16 | NEIGHBOUR + 1);
        region.putLong(RECORD + RedoRecordDescriptor.PAIRS, WORD);
        region.putLong(RECORD + RedoRecordDescriptor.PAIRS + Long.BYTES, 1);
        region.putLong(RECORD + RedoRecordDescriptor.STATE, Seal.seal(RECORD + RedoRecordDescriptor.STATE, 1));
    }

    /** A process whose only neighbour is dead. */
    private static final class Bereft implements Processes {
        @Override
        public int capacity() {
            return 2;
        }

        @Override
        public int self() {
            return 0;
        }

        @Override
        public int generation() {
            return GENERATION;
        }

        @Override
        public boolean isAlive(int slot, int generation) {
            return slot == 0;
        }

        @Override
        public boolean repairIfDead(int slot, int generation, Runnable repair) {
            repair.run();
            return true;
        }

        @Override
        public long patienceNanos() {
            return 0;
        }
    }
}
