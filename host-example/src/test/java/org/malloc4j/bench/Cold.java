package org.malloc4j.bench;

/** 64-byte pairs in an empty pool: one large free fragment, and nothing else. */
final class Cold implements Workload {
    private static final int BYTE_SIZE = 64;

    @Override
    public String name() {
        return "cold";
    }

    @Override
    public String operation() {
        return "one allocation and one free";
    }

    @Override
    public Tally perform(Run run) {
        return Crew.run(run.contender(), run.threads(), (worker, crew, tally) -> {
            Blocks blocks = run.contender().blocks(1);
            crew.meet();
            new Meter(run, worker).until(System.nanoTime() + run.nanos(), new Pair(blocks), tally);
        });
    }

    /** One pair. */
    private record Pair(Blocks blocks) implements Work {

        @Override
        public void perform() {
            blocks.allocate(0, BYTE_SIZE);
            blocks.putLong(0, 0, BYTE_SIZE);
            blocks.free(0);
        }

        @Override
        public long liveBytes() {
            return BYTE_SIZE;
        }
    }
}
