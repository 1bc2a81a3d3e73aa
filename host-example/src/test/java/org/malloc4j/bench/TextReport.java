package org.malloc4j.bench;

import java.io.PrintStream;
import java.util.List;

/** The results as tables for a terminal. */
final class TextReport {
    private static final String LINE = " %-5s %10s %7s %10s %10s %8s %8s  %s%n";
    /** What stands for a time that can't be told. */
    private static final String BELOW_VOID = "< void";

    private final PrintStream out;

    TextReport(PrintStream out) {
        this.out = out;
    }

    void print(List<Row> rows, List<Pair> pairs) {
        int longest = rows.stream().mapToInt(row -> row.contender().toString().length()).max().orElse(0);
        String format = "%-" + Math.max(longest, "contender".length()) + "s" + LINE;
        for (Workload workload : rows.stream().map(Row::workload).distinct().toList()) {
            out.printf("%n%s: an operation is %s%n", workload.name(), workload.operation());
            out.printf(format, "contender", "crew", "ns/op", "spread", "p99.9 ns", "high/live", "reach", "B/block", "end");
            rows.stream().filter(row -> row.workload() == workload)
                    .sorted(Row.BY_TIME).forEach(row -> print(row, format));
        }
        rows.stream().filter(row -> row.workload() instanceof Slots && row.threads() == 1 && row.processes() == 1)
                .filter(row -> row.contender().role().equals(ContenderId.SHM)).forEach(row -> printPrice(row, rows));
        if (!pairs.isEmpty()) {
            out.printf("%npairs: one allocation and one free, by one thread (JMH)%n");
            pairs.forEach(pair -> out.printf("%-26s %6d B %8.1f ns +- %.1f%n", pair.contender(), pair.byteSize(),
                    pair.nanos(), pair.error()));
        }
        out.printf("%n%sns/op: all threads together, less the void's time, which is shown for the void itself; < void: no more "
                + "than that.%np99.9: its own share included. high/live and reach: memory taken, and how far into the pool, for "
                + "each byte asked for.%ncrew: threads (t) of one process, or processes (p).%n%n", Runs.sentence(rows));
    }

    private void print(Row row, String format) {
        out.printf(format, row.contender(), row.crew(),
                row.isBelowVoid() ? BELOW_VOID : "%.1f".formatted(row.nanosPerOperation()),
                "%.0f %%".formatted(100 * row.spread()), figure("%.0f", row.p999Nanos()),
                figure("%.3f", row.highWaterPerLive()), figure("%.2f", row.reachPerLive()),
                figure("%.1f", row.bytesPerBlock()), row.finalState());
    }

    /**
     * A private pool takes the same lock by the same compare-and-set, but writes no record of what it is about to do: no
     * other process could read it.
     */
    private void printPrice(Row shared, List<Row> rows) {
        rows.stream().filter(row -> row.workload() == shared.workload() && row.threads() == 1 && row.processes() == 1)
                .filter(row -> row.contender().equals(new ContenderId(shared.contender().name(), ContenderId.PKG)))
                .forEach(row -> out.print(shared.isBelowVoid() || row.isBelowVoid()
                        ? "price of being recoverable: can't be told of %s, which took less than the void in %s%n".formatted(
                                shared.contender().name(), shared.isBelowVoid() ? "shm" : "pkg")
                        : "price of being recoverable: %s takes %.1f ns a pair in shm, %.1f ns in pkg: %.2f times as long%n"
                                .formatted(shared.contender().name(), shared.nanosPerOperation(), row.nanosPerOperation(),
                                        shared.nanosPerOperation() / row.nanosPerOperation())));
    }

    private static String figure(String format, double value) {
        return value == Footprint.UNKNOWN ? "-" : format.formatted(value);
    }
}
