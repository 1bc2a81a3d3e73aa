package org.malloc4j.spi.support;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * The lock of a heap, with the redo record of whoever holds it: an owner that dies, process or thread, is found by the
 * next one to wait, its operation completed if it was committed and forgotten if not, and the lock passes on.
 *
 * <p>A section that it guards has this shape. The store to {@link #abandoned} comes first in the handler, before any
 * call, because on an overflowing stack it is the only thing that surely works.
 * {@snippet :
 * long held = lock.acquire();
 * try {
 *     // plan and commit
 *     lock.release(held);
 * } catch (Throwable failure) {
 *     lock.abandoned = held;
 *     lock.mend();
 *     throw failure;
 * }
 * }
 *
 * <p>In a confined region it locks nothing, but still mends.
 */
public final class RecoverableLock {
    private static final long CONFINED_HELD = 1;
    /** A wait that ended less than this ago tells that somebody else is busy with the lock. */
    private static final long BUSY_NANOS = 100_000;

    /** The held word of a thread of this process that left its section by an exception; 0 if there is none. */
    public volatile long abandoned;

    private final Place place;
    private final Recovery recovery;
    private final LongPredicate ownDead = new OwnDead();
    private final LongAdder waits = new LongAdder();
    /** When a wait last ended. Plain: to be wrong costs a moment. */
    private long lastWait = System.nanoTime() - BUSY_NANOS;

    /**
     * @param region   the region
     * @param offset   where the lock's word lies
     * @param recovery makes whole what it guards
     */
    RecoverableLock(Region region, long offset, Recovery recovery) {
        this.place = new Place(region, offset, LockWord.owner(region.processes()), region.sharing() == Sharing.CONFINED);
        this.recovery = recovery;
        FlightRecord.prepare();
        if (region.sharing() == Sharing.SHARED) {
            Rehearsal.once();
        }
    }

    /** Lays out a free lock. */
    void format() {
        place.region.putLong(place.offset, 0);
    }

    /** {@return where it lies, for whoever makes a constant of it} */
    Place place() {
        return place;
    }

    /** Acquires the lock, waiting as long as it takes. {@return what {@link #release} wants back} */
    public long acquire() {
        if (place.confined) {
            return acquireConfined();
        }
        long held = place.tryAcquire();
        return held != 0 ? held : acquireWaiting();
    }

    /** {@link #acquire()}, where there is nobody to lock out. */
    long acquireConfined() {
        mend();
        return CONFINED_HELD;
    }

    /** Releases the lock. @param held what {@link #acquire} returned */
    public void release(long held) {
        place.release(held);
    }

    /** Completes or forgets what a thread of this process left behind in its section, if one did. */
    public void mend() {
        long left = abandoned;
        if (left == 0) {
            return;
        }
        if (place.confined) {
            recovery.recover();
            abandoned = 0;
            return;
        }
        long held = 0;
        try {
            held = LockWord.tryTakeOver(place.region, place.offset, left, place.owner);
            if (held != 0) {
                recovery.recover();
                abandoned = 0;
                release(held);
            }
        } catch (Throwable failure) {
            if (held != 0) {
                abandoned = held;
            }
            throw failure;
        }
    }

    /** Completes or forgets what a dead process left behind, if it held the lock. Waits for a live owner. */
    public void recover() {
        release(acquire());
    }

    /** {@return how often a thread of this process had to wait} */
    public long waits() {
        return waits.sum();
    }

    /** {@link #acquire()}, where somebody else had the lock a moment ago. */
    long acquireWaiting() {
        waits.increment();
        LockWait wait = new LockWait(place.region, place.offset, place.owner, ownDead,
                System.nanoTime() - lastWait < BUSY_NANOS);
        try {
            wait.await();
            lastWait = System.nanoTime();
            if (wait.ownerDied()) {
                recovery.recover();
                abandoned = 0;
            }
            return wait.held;
        } catch (Throwable failure) {
            if (wait.held != 0) {
                abandoned = wait.held;
            }
            throw failure;
        }
    }

    /**
     * Where a lock lies and who takes it. A record, because the JIT trusts a record's fields.
     *
     * @param region   the region
     * @param offset   where the lock's word lies
     * @param owner    the low half of the word once this process holds it
     * @param confined whether there is nobody to lock out
     */
    public record Place(Region region, long offset, long owner, boolean confined) {

        /**
         * {@return the held word, or 0 if somebody else has the lock} Where there is somebody to lock out. As {@link
         * LockWord#tryAcquire}, written out: the JIT looks only so many calls deep.
         */
        long tryAcquire() {
            long word = region.getLong(offset);
            return LockWord.isFree(word) && region.compareAndSetLong(offset, word, LockWord.next(word, owner))
                    ? LockWord.next(word, owner) : 0;
        }

        void release(long held) {
            if (!confined) {
                region.putLongRelease(offset, LockWord.freed(held));
            }
        }
    }

    /** Tells the held word of a thread that died. No lambda: making one takes milliseconds, and a deep stack. */
    private final class OwnDead implements LongPredicate {
        @Override
        public boolean test(long word) {
            return word == abandoned;
        }
    }
}
