package org.malloc4j.bench;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One thread allocates 150,000 blocks of 96, 320, 1,024, 4,096 and 16,384 to 32,767 bytes in turn and frees them in random
 * order, while the other threads perform {@link Slots}. Only its frees count; the tail is that of the other threads
 * meanwhile, its own if there are none.
 */
final class Storm implements Workload {
    private static final int BLOCKS = 150_000;
    private static final int[] SIZES = {96, 320, 1_024, 4_096};
    private static final int LARGE = 16_384;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String operation() {
        return "one free";
    }

    @Override
    public boolean crossesProcesses() {
        return false;
    }

    @Override
    public Tally perform(Run run) {
        AtomicBoolean freeing = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        return Crew.run(run.contender(), run.threads(), (worker, crew, tally) -> {
            if (worker > 0) {
                others(run, worker, freeing, over, tally);
                return;
            }
            try {
                long deadline = System.nanoTime() + run.nanos();
                Tally own = run.threads() == 1 ? tally : new Tally();
                do {
                    storm(run, new Randomness(0), freeing, own, tally);
                } while (System.nanoTime() - deadline < 0);
            } finally {
                over.set(true);
            }
        });
    }

    private static void storm(Run run, Randomness random, AtomicBoolean freeing, Tally times, Tally counts) {
        Blocks blocks = run.contender().blocks(BLOCKS);
        int[] order = new int[BLOCKS];
        long live = 0;
        for (int i = 0; i < BLOCKS; i++) {
            int turn = i % (SIZES.length + 1);
            int size = turn < SIZES.length ? SIZES[turn] : LARGE + random.below(LARGE);
            blocks.allocate(i, size);
            blocks.putLong(i, 0, i);
            live += size;
            int other = random.below(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        run.live().publish(0, live);
        run.probe().ifPresent(Probe::look);
        freeing.set(true);
        long start = System.nanoTime();
        for (int i = 0; i < BLOCKS; i++) {
            if (i % Meter.TIMED == 0) {
                long before = System.nanoTime();
                blocks.free(order[i]);
                times.time(System.nanoTime() - before);
            } else {
                blocks.free(order[i]);
            }
        }
        counts.count(BLOCKS, System.nanoTime() - start);
        freeing.set(false);
        run.live().publish(0, 0);
    }

    private static void others(Run run, int worker, AtomicBoolean freeing, AtomicBoolean over, Tally tally) {
        SlotWork work = Slots.work(run, worker).fill();
        Meter meter = new Meter(run, worker);
        Tally during = new Tally();
        Tally before = new Tally();
        while (!over.get()) {
            meter.times(Meter.STRETCH, work, freeing.get() ? during : before);
        }
        tally.histogram().add(during.histogram());
        work.clear();
    }
}
