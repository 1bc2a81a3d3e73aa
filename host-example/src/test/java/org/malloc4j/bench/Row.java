package org.malloc4j.bench;

import java.util.Comparator;
import java.util.List;

/**
 * One line of the results: medians over all rounds. What isn't known is {@link Footprint#UNKNOWN}.
 *
 * @param contender         with what
 * @param workload          what
 * @param threads           by how many threads of each process
 * @param processes         by how many processes
 * @param runs              how many runs the medians are of
 * @param nanosPerOperation of all together, less what the void took; what it took, if it is the void. No time if it
 *                          {@link #isBelowVoid()}
 * @param spread            the largest time less the smallest, divided by the median
 * @param p999Nanos         the time that one operation in a thousand exceeds, the void's own share included
 * @param highWaterPerLive  the most memory taken, for each byte asked for
 * @param bytesPerBlock     the bytes beside each block
 * @param reachPerLive      how far into the pool its blocks reached, for each byte asked for
 * @param finalState        what was left in the end
 */
record Row(ContenderId contender, Workload workload, int threads, int processes, int runs, double nanosPerOperation,
           double spread, double p999Nanos, double highWaterPerLive, double bytesPerBlock, double reachPerLive,
           String finalState) {
    /** By crew, the fastest first; those whose time can't be told last. */
    static final Comparator<Row> BY_TIME = Comparator.comparingInt((Row row) -> row.threads * row.processes)
            .thenComparing(Row::isBelowVoid).thenComparing(Row::nanosPerOperation);

    /** {@return the line for what all rounds measured} @param voidNanos what to subtract */
    static Row of(Cell cell, List<Measurement> rounds, double voidNanos) {
        boolean paced = cell.workload().isPaced();
        double nanos = Medians.of(rounds, one -> one.nanosPerOperation(paced));
        double least = rounds.stream().mapToDouble(one -> one.nanosPerOperation(paced)).min().orElseThrow();
        double most = rounds.stream().mapToDouble(one -> one.nanosPerOperation(paced)).max().orElseThrow();
        return new Row(cell.contender(), cell.workload(), cell.threads(), cell.processes(), rounds.size(), nanos - voidNanos,
                (most - least) / nanos, Medians.of(rounds, Measurement::p999Nanos),
                Medians.of(rounds, Measurement::highWaterPerLive), Medians.of(rounds, Measurement::perBlock),
                Medians.of(rounds, Measurement::reachPerLive), rounds.getLast().finalState());
    }

    /**
     * {@return whether it took less than the void's run, or no more} The run's own time varies by more than the contender
     * takes, or overlaps with it: how long that is can't be told.
     */
    boolean isBelowVoid() {
        return nanosPerOperation <= 0;
    }

    /** What a line is about. */
    record Cell(ContenderId contender, Workload workload, int threads, int processes) {
    }

    /** {@return threads, and processes if there are several: {@code 2}, {@code 1x8p}} */
    String crew() {
        return processes == 1 ? threads + "t" : processes + "p";
    }
}
