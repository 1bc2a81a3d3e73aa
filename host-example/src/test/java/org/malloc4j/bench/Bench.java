package org.malloc4j.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Runs the benchmarks that the command line asks for, prints their table, and writes the results as JSON and as a page. */
final class Bench {
    private static final double BUDGET_SECONDS = 480;
    private static final double START_SECONDS = 1.4;
    private static final double SHORTEST_SECONDS = 0.15;
    private static final double LONGEST_SECONDS = 0.5;
    private static final double LEAST_WARM_UP_SECONDS = 0.4;
    private static final double MILLIS = 1_000;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private final Options options;
    private final Contenders contenders = Contenders.onClassPath();
    private final Plan plan;
    private final Path directory;
    private final PrintStream out;

    private Bench(Options options, Path directory, PrintStream out) {
        this.options = options;
        this.plan = new Plan(options, contenders);
        this.directory = directory;
        this.out = out;
    }

    /** @param args the folder for results */
    public static void main(String[] args) throws IOException {
        try {
            Options options = Options.of(System::getProperty);
            System.exit(new Bench(options, Path.of(args[0]), System.out).run() ? 0 : FAILED);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_USE);
        }
    }

    private boolean run() throws IOException {
        Path logs = emptyLogs();
        boolean honest = !options.honesty() || new Honesty(contenders, logs, out).run();
        List<Row> rows = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        if (options.pairs()) {
            ServiceLoader.load(PairMeter.class).forEach(meter -> pairs.addAll(meter.measure(directory)));
        }
        Progress progress = new Progress(out, isTerminal(), jobs() * options.rounds());
        Rounds rounds = new Rounds(contenders, options.rounds(), logs, progress);
        Job.Pace pace = pace();
        for (Workload workload : plan.workloads()) {
            rows.addAll(rounds.perform(plan.jobs(workload, rows), pace));
        }
        progress.end();
        if (!rows.isEmpty() || !pairs.isEmpty()) {
            new TextReport(out).print(rows, pairs);
            Files.writeString(directory.resolve("results.json"), JsonReport.of(rows, pairs));
            Files.writeString(directory.resolve("index.html"), HtmlReport.of(rows, pairs, Machine.describe()));
            out.println("results: " + directory.resolve("results.json"));
            out.println("charts:  " + directory.resolve("index.html"));
        }
        rounds.failures().forEach(failure -> out.println("failed: " + failure));
        return honest && rounds.failures().isEmpty();
    }

    /** {@return the folder for what benchmark processes say, without what those of an earlier run said} */
    private Path emptyLogs() throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        try (Stream<Path> old = Files.list(logs)) {
            for (Path log : old.toList()) {
                Files.delete(log);
            }
        }
        return logs;
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private int jobs() {
        return plan.workloads().stream().mapToInt(workload -> plan.jobs(workload, List.of()).size()).sum();
    }

    /** As long as was asked for; if nothing was, as long as the budget allows. */
    private Job.Pace pace() {
        double seconds = options.seconds().orElseGet(() -> {
            int measurements = plan.workloads().stream().flatMap(workload -> plan.jobs(workload, List.of()).stream())
                    .mapToInt(job -> job.threads().size()).sum() * options.rounds();
            double left = BUDGET_SECONDS - jobs() * options.rounds() * START_SECONDS;
            return Math.clamp(left / Math.max(1, measurements) - LEAST_WARM_UP_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS);
        });
        return new Job.Pace((long) (Math.max(LEAST_WARM_UP_SECONDS, seconds) * MILLIS), (long) (seconds * MILLIS));
    }
}
