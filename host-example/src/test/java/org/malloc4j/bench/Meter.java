package org.malloc4j.bench;

/** Performs one worker's operations and times them. */
final class Meter {
    /** One operation in so many is timed. */
    static final int TIMED = 64;
    /** Operations between two looks at the clock. */
    static final int STRETCH = 16 * TIMED;

    private final Run run;
    private final int worker;

    Meter(Run run, int worker) {
        this.run = run;
        this.worker = worker;
    }

    /** Performs operations until a moment, and some even if it has passed: the machine may be that busy. */
    void until(long deadline, Work work, Tally tally) {
        long start = System.nanoTime();
        long now;
        long operations = 0;
        do {
            stretch(work, tally);
            operations += STRETCH;
            now = System.nanoTime();
            look(work);
        } while (now - deadline < 0);
        tally.count(operations, now - start);
    }

    /** Performs a number of operations, in whole stretches. */
    void times(long count, Work work, Tally tally) {
        long start = System.nanoTime();
        long operations = 0;
        for (; operations < count; operations += STRETCH) {
            stretch(work, tally);
            look(work);
        }
        tally.count(operations, System.nanoTime() - start);
    }

    private static void stretch(Work work, Tally tally) {
        for (int i = 0; i < STRETCH / TIMED; i++) {
            long start = System.nanoTime();
            work.perform();
            tally.time(System.nanoTime() - start);
            for (int j = 1; j < TIMED; j++) {
                work.perform();
            }
        }
    }

    /** Says what is live, and lets the probe look. */
    void look(Work work) {
        run.live().publish(worker, work.liveBytes());
        if (worker == 0 && run.probe().isPresent()) {
            run.probe().get().look();
        }
    }
}
