package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that work at the same time; what the first one to fail threw is what the crew throws. */
final class Crew {

    /** Something a thread does. */
    @FunctionalInterface
    interface Work {
        /** Does it. @throws Exception whatever goes wrong */
        void run() throws Exception;
    }

    private final List<Thread> workers = new ArrayList<>();
    private final List<Thread> watchers = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch start = new CountDownLatch(1);
    private volatile boolean done;

    /** Adds a thread that ends by itself. */
    void work(String name, Work work) {
        workers.add(thread(name, work));
    }

    /** Adds a thread that repeats something until all workers have ended. */
    void watch(String name, Work work) {
        watchers.add(thread(name, () -> {
            do {
                work.run();
            } while (!isDone());
        }));
    }

    /** {@return whether all workers have ended, or somebody failed} */
    boolean isDone() {
        return done || failure.get() != null;
    }

    /** Starts all threads at once and waits for their end. */
    void run() throws InterruptedException {
        workers.forEach(Thread::start);
        watchers.forEach(Thread::start);
        start.countDown();
        for (Thread worker : workers) {
            worker.join();
        }
        done = true;
        for (Thread watcher : watchers) {
            watcher.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get().getMessage() == null ? failure.get().toString()
                    : failure.get().getMessage(), failure.get());
        }
    }

    private Thread thread(String name, Work work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            try {
                start.await();
                work.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
    }
}
