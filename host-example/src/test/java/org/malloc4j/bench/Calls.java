package org.malloc4j.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A SIP switch's mix, time scaled 1:100: calls and, every fifth event, registrations. What a transaction took is freed 5 s
 * after its call came, what a dialog or a registration took after an exponential life of 90 s, always by the next worker,
 * which only a single worker is itself. Flat out, events follow one another at once and lives are counted in events as if
 * 20,000 came in a second.
 */
final class Calls implements Workload {
    private static final double SCALE = 100;
    private static final double TRANSACTION_SECONDS = 5 / SCALE;
    private static final double DIALOG_SECONDS = 90 / SCALE;
    private static final int FLAT_OUT_RATE = 20_000;
    private static final int CELLS = 1_024;
    private static final int FILLED_AFTER_LIVES = 3;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String name;
    private final int rate;

    /** @param rate the events per second of all workers together; 0 for flat out */
    Calls(String name, int rate) {
        this.name = name;
        this.rate = rate;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String operation() {
        return "one call or registration: about 25 allocations and as many frees";
    }

    @Override
    public boolean crossesThreads() {
        return true;
    }

    @Override
    public boolean isPaced() {
        return rate != 0;
    }

    @Override
    public Tally perform(Run run) {
        List<Passage> passages = IntStream.range(0, run.allWorkers())
                .mapToObj(i -> run.team().passage(run.contender(), CELLS, CallWork.WIDTH)).toList();
        AtomicInteger filled = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        return Crew.run(run.contender(), run.threads(), (worker, crew, tally) -> {
            int own = run.globalWorker(worker);
            double eventsPerSecond = (double) (rate == 0 ? FLAT_OUT_RATE : rate) / run.allWorkers();
            CallWork work = new CallWork(run.contender(), crew,
                    new CallWork.Life(eventsPerSecond * TRANSACTION_SECONDS, eventsPerSecond * DIALOG_SECONDS),
                    new CallWork.Neighbours(passages.get(own), passages.get((own + 1) % passages.size())),
                    new Randomness(own));
            for (int i = 0; i < FILLED_AFTER_LIVES * eventsPerSecond * DIALOG_SECONDS; i++) {
                work.perform();
            }
            gather(filled, run, work, crew);
            long pause = rate == 0 ? 0 : (long) (NANOS_PER_SECOND / eventsPerSecond);
            perform(new Meter(run, worker), work, run.nanos(), pause, tally);
            gather(ended, run, work, crew);
            if (worker == 0) {
                run.probe().ifPresent(probe -> probe.lookClosely(work.blocks()));
            }
            crew.meet();
            work.finish();
        });
    }

    /** Waits for the others, and meanwhile frees what they still send. */
    private static void gather(AtomicInteger arrived, Run run, CallWork work, Crew crew) {
        arrived.incrementAndGet();
        Waiting waiting = new Waiting();
        while (arrived.get() < run.threads()) {
            work.receive();
            crew.await(waiting);
        }
    }

    private static void perform(Meter meter, CallWork work, long nanos, long pause, Tally tally) {
        Waiting waiting = new Waiting();
        long start = System.nanoTime();
        long due = start;
        long events = 0;
        long end = start;
        for (; end - start < nanos; end = System.nanoTime()) {
            if (end - due < 0) {
                work.receive();
                waiting.once();
                continue;
            }
            work.perform();
            tally.time(System.nanoTime() - end);
            due += pause;
            if (++events % Meter.TIMED == 0) {
                meter.look(work);
            }
        }
        meter.look(work);
        tally.count(events, end - start);
    }
}
