package org.malloc4j.bench;

import java.util.List;
import org.malloc4j.tck.Trace;

/** The recorded allocations of real programs, replayed by each thread; contents written and checked. */
final class Traces implements Workload {
    private final String name;
    private final List<String> recordings;

    /** @param recordings replayed one after the other, as often as there is time for */
    Traces(String name, List<String> recordings) {
        this.name = name;
        this.recordings = recordings;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String operation() {
        return "one recorded call, and the contents";
    }

    @Override
    public Tally perform(Run run) {
        List<Trace> traces = recordings.stream().map(Trace::read).toList();
        return Crew.run(run.contender(), run.threads(), (worker, crew, tally) -> {
            Meter meter = new Meter(run, worker);
            List<ReplayWork> works = traces.stream().map(trace -> new ReplayWork(run.contender(), trace)).toList();
            crew.meet();
            long deadline = System.nanoTime() + run.nanos();
            do {
                for (ReplayWork work : works) {
                    replay(run, worker, meter, work, tally);
                }
            } while (System.nanoTime() - deadline < 0);
            run.live().publish(worker, 0);
        });
    }

    /** A recording is always replayed to its end, or contenders would be measured on different parts of it. */
    private static void replay(Run run, int worker, Meter meter, ReplayWork work, Tally tally) {
        work.restart();
        while (work.remaining() >= Meter.STRETCH) {
            meter.times(Meter.STRETCH, work, tally);
        }
        while (work.remaining() > 0) {
            work.perform();
        }
        if (worker == 0) {
            run.probe().ifPresent(probe -> probe.lookClosely(work.blocks()));
        }
        work.clear();
    }
}
