package org.malloc4j.spi.support;

import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Contended;
import org.malloc4j.spi.Recoverable;

/**
 * An allocator all of whose operations run under one {@link RecoverableLock}. A subclass says what they do once the lock
 * is held; whatever they throw leaves the lock free and the heap whole.
 *
 * <p>The sections are written out, not passed as functions: a call that the JIT can't see through would cost as much as
 * the operation, and on an overflowing stack nothing but the store to {@link RecoverableLock#abandoned} surely works.
 */
public abstract class LockedAllocator implements Allocator, Recoverable, Contended {
    private static final int FLUSHED_AT_ONCE = 64;

    private final RecoverableLock lock;

    /** @param lock guards all operations */
    protected LockedAllocator(RecoverableLock lock) {
        this.lock = lock;
    }

    /** {@return what {@link RecoverableLock#acquire()} of the lock does} For a subclass that knows it as a constant. */
    protected long acquire() {
        return lock.acquire();
    }

    /** {@link RecoverableLock#release}. @param held as there */
    protected void release(long held) {
        lock.release(held);
    }

    /**
     * {@link #allocate}, with the lock held.
     *
     * @param byteSize      as there
     * @param byteAlignment as there
     * @return the block, or 0
     */
    protected abstract long allocateHeld(long byteSize, long byteAlignment);

    /**
     * {@link #allocateInto}, with the lock held.
     *
     * @param wordOffset    as there
     * @param byteSize      as there
     * @param byteAlignment as there
     * @return the block, or 0
     */
    protected abstract long allocateIntoHeld(long wordOffset, long byteSize, long byteAlignment);

    /**
     * {@link #resize}, with the lock held.
     *
     * @param block    as there
     * @param byteSize as there
     * @return whether it could
     */
    protected abstract boolean resizeHeld(long block, long byteSize);

    /** {@link #free}, with the lock held. @param block as there */
    protected abstract void freeHeld(long block);

    /** {@link #freeFrom}, with the lock held. @param wordOffset as there */
    protected abstract void freeFromHeld(long wordOffset);

    /**
     * A part of {@link #trim}, with the lock held.
     *
     * @param most how many fragments to merge, at the most
     * @return whether there was one
     */
    protected abstract boolean flushHeld(int most);

    /** {@link #verify}, with the lock held. */
    protected abstract void verifyHeld();

    /** Not final: a subclass that knows its lock as a constant may write the section out once more, to save the JIT calls. */
    @Override
    public long allocate(long byteSize, long byteAlignment) {
        long held = acquire();
        try {
            long block = allocateHeld(byteSize, byteAlignment);
            release(held);
            return block;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public final long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        long held = acquire();
        try {
            long block = allocateIntoHeld(wordOffset, byteSize, byteAlignment);
            release(held);
            return block;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public final boolean resize(long block, long byteSize) {
        long held = acquire();
        try {
            boolean done = resizeHeld(block, byteSize);
            release(held);
            return done;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    /** Not final, as {@link #allocate}. */
    @Override
    public void free(long block) {
        long held = acquire();
        try {
            freeHeld(block);
            release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public final void freeFrom(long wordOffset) {
        long held = acquire();
        try {
            freeFromHeld(wordOffset);
            release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    /** Merges what was deferred, a part at a time, so that nobody waits long. */
    @Override
    public final void trim() {
        while (flushSome()) {
            Thread.onSpinWait();
        }
    }

    private boolean flushSome() {
        long held = acquire();
        try {
            boolean more = flushHeld(FLUSHED_AT_ONCE);
            release(held);
            return more;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public final void verify() {
        long held = acquire();
        try {
            verifyHeld();
            release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    public final void recover(int slot, int generation) {
        lock.recover();
    }

    @Override
    public final void mend() {
        lock.mend();
    }

    @Override
    public final long waits() {
        return lock.waits();
    }
}
