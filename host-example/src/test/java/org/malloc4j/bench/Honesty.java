package org.malloc4j.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Tries the harness on contenders of which one knows what it must say: one that is another one once more, and one that
 * takes 100 ns longer.
 */
final class Honesty {
    private static final int ROUNDS = 15;
    private static final Job.Pace PACE = new Job.Pace(1_500, 500);
    private static final double TOLERATED_NANOS = 10;
    private static final double TOLERATED_PART = 0.05;

    private final Contenders contenders;
    private final Path logs;
    private final PrintStream out;

    Honesty(Contenders contenders, Path logs, PrintStream out) {
        this.contenders = contenders;
        this.logs = logs;
        this.out = out;
    }

    /** {@return whether it said so} */
    boolean run() {
        boolean honest = true;
        for (ContenderId id : List.of(ContenderId.VOID, ContenderId.parse("F_MALLOC/pkg"))) {
            honest &= tryOn(id);
        }
        return honest;
    }

    private boolean tryOn(ContenderId id) {
        ContenderId copy = new ContenderId(SlowedSource.COPY + id.name(), id.role());
        ContenderId slowed = new ContenderId(SlowedSource.SLOWED + id.name(), id.role());
        List<Job> jobs = List.of(id, copy, slowed).stream().map(one -> new Job(one, new Slots(), List.of(1), 1)).toList();
        Progress progress = new Progress(out, false, jobs.size() * ROUNDS);
        Rounds rounds = new Rounds(contenders, ROUNDS, logs, progress);
        List<Row> rows = rounds.perform(jobs, PACE);
        rounds.failures().forEach(failure -> out.println("failed: " + failure));
        if (rows.size() < jobs.size()) {
            return false;
        }
        double base = nanos(rows, id);
        double difference = Math.abs(nanos(rows, copy) - base) / base;
        double delay = nanos(rows, slowed) - base;
        boolean alike = difference < TOLERATED_PART;
        boolean exact = Math.abs(delay - SlowedBlocks.NANOS) <= TOLERATED_NANOS;
        out.printf("honesty: %s takes %.1f ns a pair, the void's own time not subtracted%n", id, base);
        out.printf("honesty: the same once more differs by %.1f %% (less than 5 %%): %s%n", 100 * difference, verdict(alike));
        out.printf("honesty: 100 ns more are reported as %.1f ns (100 +- 10): %s%n", delay, verdict(exact));
        return alike && exact;
    }

    private static double nanos(List<Row> rows, ContenderId id) {
        return rows.stream().filter(row -> row.contender().equals(id)).findFirst().orElseThrow().nanosPerOperation();
    }

    private static String verdict(boolean met) {
        return met ? "met" : "MISSED";
    }
}
