package org.malloc4j.bench;

/** 1,000 slots per thread; pick one at random, free it, allocate 8 to 1,007 bytes, write 8 of them. */
final class Slots implements Workload {
    static final int SLOTS = 1_000;
    static final int SMALLEST = 8;
    static final int LARGEST = 1_007;

    @Override
    public String name() {
        return "slots";
    }

    @Override
    public String operation() {
        return "one free and one allocation";
    }

    @Override
    public Tally perform(Run run) {
        return Crew.run(run.contender(), run.threads(), (worker, crew, tally) -> {
            SlotWork work = work(run, worker).fill();
            crew.meet();
            new Meter(run, worker).until(System.nanoTime() + run.nanos(), work, tally);
            crew.meet();
            if (worker == 0) {
                run.probe().ifPresent(probe -> probe.lookClosely(work.blocks()));
            }
            crew.meet();
            work.clear();
        });
    }

    static SlotWork work(Run run, int worker) {
        return new SlotWork(run.contender().blocks(SLOTS), SLOTS, SMALLEST, LARGEST,
                new Randomness(run.globalWorker(worker)));
    }
}
