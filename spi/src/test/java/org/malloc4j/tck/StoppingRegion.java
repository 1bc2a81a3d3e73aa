package org.malloc4j.tck;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Sharing;

/**
 * A region in which whoever makes a certain store stops there, as on SIGSTOP, until told to go on; or dies, as on
 * SIGKILL.
 */
final class StoppingRegion extends CrashRegion {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private volatile int countdown = -1;
    private volatile Runnable death;
    private volatile boolean dead;
    private volatile boolean fails;

    /** @param image the memory @param sharing whose @param processes everybody @param site where */
    StoppingRegion(Image image, Sharing sharing, Processes processes, CrashSite site) {
        super(image, sharing, processes, site.backing());
        bePatient();
    }

    /** Stops whoever makes a store, once. @param store how many are made before */
    void stopAt(int store) {
        countdown = store;
    }

    /**
     * Kills the process at a store: it does nothing more.
     *
     * @param store how many it makes before
     * @param after what to do then
     */
    void dieAt(int store, Runnable after) {
        death = after;
        countdown = store;
    }

    /** Fails the thread that makes a store, once, when it was made. @param store how many are made before */
    void failAt(int store) {
        countdown = store;
        fails = true;
    }

    /** {@return whether somebody stopped before a task had ended} */
    boolean awaitStop(Future<?> task) throws InterruptedException {
        while (!arrived.await(100, TimeUnit.MICROSECONDS)) {
            if (task.isDone()) {
                return arrived.getCount() == 0;
            }
        }
        return true;
    }

    void goOn() {
        leave.countDown();
    }

    @Override
    protected void accessing() {
        if (dead) {
            throw new Died();
        }
    }

    @Override
    protected void stored(Access.Kind kind) {
        if (countdown < 0 || countdown-- > 0) {
            return;
        }
        if (fails) {
            fails = false;
            throw new FailingRegion.Provoked();
        }
        Runnable after = death;
        if (after != null) {
            dead = true;
            after.run();
            throw new Died();
        }
        arrived.countDown();
        try {
            leave.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while stopped", e);
        }
    }

    /** What a dead process does instead of anything else. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        Died() {
            super("died where the test said");
        }
    }
}
