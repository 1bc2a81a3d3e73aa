package org.malloc4j.spi.support;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock of one JVM that costs its owner, one thread, two plain stores and a load per section, and others what they need
 * to make up for it: a barrier that every thread of the JVM takes part in.
 *
 * <p>The owner says that it is inside and looks whether somebody has seized the lock. Somebody else seizes it, calls
 * {@link #barrier}, and looks whether the owner is inside. The processor may let the owner's load overtake its store; but
 * whatever the owner was at, the barrier was either before its load, which then sees the lock seized, or after its store,
 * which then is seen. (Vasudevan, Namjoshi, Edwards: "Simple and fast biased locks", 2010.)
 *
 * <p>A lock without an owner is an ordinary one: {@link #trySeize} and {@link #release}.
 *
 * <p>A section that ends with an exception isn't left: the next one to enter is told that the section's work is torn, and
 * repairs it. A thread that has nothing but an overflowing stack need not do anything for that.
 */
public abstract class BiasedLock {
    private static final int SEIZED = 1;
    /** What {@link #state} is set to by whoever had seized the lock and failed. */
    public static final int TORN = 2;

    private static final int SPINS = 200;
    private static final long PATIENCE_NANOS = 500_000;
    private static final long PARK_NANOS = 20_000;
    private static final VarHandle INSIDE;
    private static final VarHandle STATE;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(BiasedLock.class, "inside", int.class)
                    .withInvokeExactBehavior();
            STATE = MethodHandles.lookup().findVarHandle(BiasedLock.class, "state", int.class).withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Whether the lock is seized, and whether what it guards is torn. Public for one store, first in the handler of whoever
     * had seized the lock and failed: {@code lock.state = TORN}, which gives it back. On an overflowing stack a call might
     * not work.
     */
    public volatile int state;

    /** 1 while the owner is inside; an int, so that entering asks for it and for the state in one. */
    private int inside;

    /** Creates a lock that nobody holds. */
    protected BiasedLock() {
    }

    /** Enters, as the owner. {@return whether the last section is torn} */
    protected final boolean enter() {
        int before = inside;
        inside = 1;
        VarHandle.releaseFence();
        return (state | before) != 0 && enterSeized() | before != 0;
    }

    /** Leaves, as the owner. */
    protected final void leave() {
        INSIDE.setRelease(this, 0);
    }

    /** {@return whether the lock is now this thread's, unless its owner is inside} For whoever isn't the owner. */
    protected final boolean trySeize() {
        int before = state;
        return (before & SEIZED) == 0 && STATE.compareAndSet(this, before, before | SEIZED);
    }

    /**
     * Waits for an owner that is inside, but not for long.
     *
     * @param owner the owner, or null
     * @return whether it is outside, or dead
     */
    protected final boolean awaitOutside(Thread owner) {
        if (owner == null || !owner.isAlive()) {
            return true;
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while ((int) INSIDE.getAcquire(this) != 0) {
            if (!owner.isAlive()) {
                return true;
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** {@return whether the work of the last section is torn} Asked by whoever has seized the lock of nobody alive. */
    protected final boolean isTorn() {
        return (int) INSIDE.getAcquire(this) != 0 || (state & TORN) != 0;
    }

    /** Says that the work is whole again. Called by whoever has seized the lock of nobody alive. */
    protected final void mended() {
        INSIDE.setRelease(this, 0);
        STATE.setRelease(this, SEIZED);
    }

    /** Gives back what {@link #trySeize} took. */
    protected final void release() {
        state &= ~SEIZED;
    }

    /** Lets every thread of this JVM pass a full fence, wherever it is: closing a shared arena does. */
    public static void barrier() {
        Arena.ofShared().close();
    }

    private boolean enterSeized() {
        boolean torn = false;
        for (int round = 0; ; round++) {
            int now = state;
            if ((now & SEIZED) == 0) {
                if ((now & TORN) != 0) {
                    STATE.compareAndSet(this, TORN, 0);
                    torn = true;
                    continue;
                }
                return torn;
            }
            INSIDE.setRelease(this, 0);
            if (round < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PARK_NANOS);
            }
            INSIDE.setVolatile(this, 1);
        }
    }
}
