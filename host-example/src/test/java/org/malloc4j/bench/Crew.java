package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;

/** The threads that perform a workload in one process. They start together, and the first failure ends them all. */
final class Crew {
    private final Phaser phaser;
    private final Contender contender;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** What each of them does. */
    interface Member {
        void work(int worker, Crew crew, Tally tally);
    }

    private Crew(Contender contender, int size) {
        this.contender = contender;
        this.phaser = new Phaser(size);
    }

    /** {@return what they all did} @param contender whose threads they are @param size how many @param member what each does */
    static Tally run(Contender contender, int size, Member member) {
        Crew crew = new Crew(contender, size);
        List<Tally> tallies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int worker = i;
            Tally tally = new Tally();
            tallies.add(tally);
            threads.add(crew.thread(() -> {
                crew.meet();
                member.work(worker, crew, tally);
            }));
        }
        if (contender.isConfined()) {
            threads.forEach(Thread::run);
        } else {
            threads.forEach(Thread::start);
            threads.forEach(Crew::join);
        }
        crew.throwFailure();
        Tally all = new Tally();
        tallies.forEach(all::add);
        return all;
    }

    private Thread thread(Runnable body) {
        return contender.thread(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
                phaser.forceTermination();
            }
        });
    }

    private void throwFailure() {
        Throwable first = failure.get();
        if (first != null) {
            throw new IllegalStateException("worker failed: " + first, first);
        }
    }

    /** Has a fresh thread do something, and waits for it. */
    void delegate(Runnable body) {
        Thread fresh = thread(body);
        fresh.start();
        join(fresh);
        throwFailure();
    }

    /** Waits until every worker is here. */
    void meet() {
        if (phaser.arriveAndAwaitAdvance() < 0) {
            throw new IllegalStateException("another worker failed");
        }
    }

    /** Waits a moment for another worker. */
    void await(Waiting waiting) {
        throwFailure();
        waiting.once();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for " + thread.getName(), e);
        }
    }
}
