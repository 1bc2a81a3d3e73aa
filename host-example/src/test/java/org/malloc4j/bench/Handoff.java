package org.malloc4j.bench;

/**
 * As many producers as consumers; batches of 4,096 blocks and one of 32,776 bytes go through one queue with room for 100;
 * producers allocate, consumers free.
 */
final class Handoff implements Workload {
    static final int[] ONE_SIZE = {64};
    static final int[] SIZES = {8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048};
    private static final int BATCH = 4_096;
    private static final int LARGE = 32_776;
    private static final int QUEUE_LIMIT = 100;

    private final String name;
    private final int[] sizes;

    /** @param sizes the sizes of a batch's blocks, in turn */
    Handoff(String name, int[] sizes) {
        this.name = name;
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String operation() {
        return "one allocation and its free by another thread";
    }

    @Override
    public boolean crossesThreads() {
        return true;
    }

    @Override
    public Tally perform(Run run) {
        Passage passage = run.team().passage(run.contender(), QUEUE_LIMIT, BATCH + 1);
        return Crew.run(run.contender(), 2 * run.threads(), (worker, crew, tally) -> {
            Blocks blocks = run.contender().blocks(BATCH + 1);
            long start = System.nanoTime();
            crew.meet();
            if (worker < run.threads()) {
                produce(run, worker, new Line(crew, passage, blocks), start + run.nanos(), tally);
                passage.close();
            } else {
                long freed = consume(run, worker, new Line(crew, passage, blocks), tally);
                tally.count(freed, System.nanoTime() - start);
            }
        });
    }

    /** Where a worker stands. */
    private record Line(Crew crew, Passage passage, Blocks blocks) {
    }

    private void produce(Run run, int worker, Line line, long deadline, Tally tally) {
        long live = 0;
        Blocks blocks = line.blocks();
        do {
            for (int i = 0; i < BATCH; i++) {
                boolean timed = i % Meter.TIMED == 0;
                long start = timed ? System.nanoTime() : 0;
                blocks.allocate(i, sizes[i % sizes.length]);
                live += sizes[i % sizes.length];
                if (timed) {
                    tally.time(System.nanoTime() - start);
                    run.live().publish(worker, live);
                }
                blocks.putLong(i, 0, i);
            }
            blocks.allocate(BATCH, LARGE);
            live += LARGE;
            run.live().publish(worker, live);
            if (worker == 0) {
                run.probe().ifPresent(Probe::look);
            }
            Waiting waiting = new Waiting();
            while (!line.passage().send(blocks, 0, BATCH + 1)) {
                line.crew().await(waiting);
            }
        } while (System.nanoTime() - deadline < 0);
    }

    private long consume(Run run, int worker, Line line, Tally tally) {
        long freed = 0;
        long live = 0;
        Waiting waiting = new Waiting();
        while (!line.passage().isDrained(run.allWorkers())) {
            int count = line.passage().receive(line.blocks());
            if (count < 0) {
                line.crew().await(waiting);
                continue;
            }
            for (int i = 0; i < count; i++) {
                boolean timed = i % Meter.TIMED == 0;
                long start = timed ? System.nanoTime() : 0;
                line.blocks().free(i);
                live -= i < BATCH ? sizes[i % sizes.length] : LARGE;
                if (timed) {
                    tally.time(System.nanoTime() - start);
                    run.live().publish(worker, live);
                }
            }
            freed += count;
            waiting = new Waiting();
        }
        return freed;
    }
}
