package org.malloc4j.bench;

/**
 * 5,000 slots per thread of 8 to 999 bytes; replace one at random; every 500,000 replacements the slots pass to a fresh
 * thread and, where several processes share the pool, to another process.
 */
final class Larson implements Workload {
    private static final int SLOTS = 5_000;
    private static final int SMALLEST = 8;
    private static final int LARGEST = 999;
    private static final int REPLACEMENTS = 500_000;

    @Override
    public String name() {
        return "larson";
    }

    @Override
    public String operation() {
        return "one free and one allocation";
    }

    @Override
    public boolean crossesThreads() {
        return true;
    }

    @Override
    public Tally perform(Run run) {
        Passage passage = run.team().passage(run.contender(), run.allWorkers() + 1, SLOTS);
        return Crew.run(run.contender(), run.threads(), (worker, crew, tally) -> {
            SlotWork work = new SlotWork(run.contender().blocks(SLOTS), SLOTS, SMALLEST, LARGEST,
                    new Randomness(run.globalWorker(worker))).fill();
            crew.meet();
            long deadline = System.nanoTime() + run.nanos();
            do {
                crew.delegate(() -> generation(run, worker, deadline, work, tally));
                if (run.team().processes() > 1) {
                    exchange(passage, work.blocks(), crew);
                }
            } while (System.nanoTime() - deadline < 0);
            crew.meet();
            if (worker == 0) {
                run.probe().ifPresent(probe -> probe.lookClosely(work.blocks()));
            }
            crew.meet();
            work.clear();
        });
    }

    private static void generation(Run run, int worker, long deadline, SlotWork work, Tally tally) {
        Meter meter = new Meter(run, worker);
        meter.look(work);
        long stretches = 0;
        do {
            meter.times(Meter.STRETCH, work, tally);
            stretches++;
        } while (stretches * Meter.STRETCH < REPLACEMENTS && System.nanoTime() - deadline < 0);
    }

    /** Gives the slots away and takes whichever arrive: all workers do the same, so there are always some. */
    private static void exchange(Passage passage, Blocks blocks, Crew crew) {
        Waiting waiting = new Waiting();
        while (!passage.send(blocks, 0, SLOTS)) {
            crew.await(waiting);
        }
        while (passage.receive(blocks) < 0) {
            crew.await(waiting);
        }
    }
}
