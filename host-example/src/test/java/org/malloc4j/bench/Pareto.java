package org.malloc4j.bench;

/**
 * 2^18/N slots for each of N threads, chosen by an 80/20 rule applied six times, toggled between full and empty. Sizes are
 * 5 to 1,024, half as many in each class twice as large. Every byte is written on allocation and read on free.
 */
final class Pareto implements Workload {
    private static final int ALL_SLOTS = 1 << 18;

    @Override
    public String name() {
        return "pareto";
    }

    @Override
    public String operation() {
        return "one allocation or one free, and the contents";
    }

    @Override
    public Tally perform(Run run) {
        return Crew.run(run.contender(), run.threads(), (worker, crew, tally) -> {
            ToggleWork work = new ToggleWork(run.contender(), ALL_SLOTS / run.allWorkers(),
                    new Randomness(run.globalWorker(worker)));
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
}
