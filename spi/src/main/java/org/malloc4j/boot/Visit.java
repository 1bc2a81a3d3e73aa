package org.malloc4j.boot;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A look into a confined pool on behalf of another thread. Whoever takes it first carries it out: the pool's owner, or the
 * visitor itself, if there is no owner any more or its patience is at an end.
 *
 * @param <T> what is seen
 */
final class Visit<T> {
    private final Thread owner;
    private final Supplier<T> look;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private T seen;
    private RuntimeException failure;

    /** @param owner the pool's thread, or null @param look what to do there */
    Visit(Thread owner, Supplier<T> look) {
        this.owner = owner;
        this.look = look;
    }

    Thread owner() {
        return owner;
    }

    /** {@return whether nobody else took the visit before} */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Carries out a visit that was taken. What goes wrong is the visitor's concern. */
    void run() {
        try {
            seen = look.get();
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            done.countDown();
        }
    }

    /** Carries out nothing, though it was taken. @param why not */
    void refuse(RuntimeException why) {
        failure = why;
        done.countDown();
    }

    /** {@return whether it is done; false if the time is over first} */
    boolean await(long millis) {
        try {
            return done.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** {@return what was seen, once it is done} Only the first time: a pool remembers its last visit. */
    T result() {
        if (failure != null) {
            throw failure;
        }
        T result = seen;
        seen = null;
        return result;
    }
}
