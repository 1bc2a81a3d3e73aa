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
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private final Options options;
    private final Contenders contenders = Contenders.onClassPath();
    private final Plan plan;
    private final Path directory;
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();

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
            Settings.given();
            System.exit(new Bench(options, Path.of(args[0]), System.out).run() ? 0 : FAILED);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_USE);
        }
    }

    private boolean run() throws IOException {
        Path logs = emptyLogs();
        boolean honest = !options.specials().contains(Special.HONESTY) || new Honesty(contenders, logs, out).run();
        List<Row> rows = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        if (options.specials().contains(Special.BOOT)) {
            failures.addAll(new Boots(sharedAllocators(), logs, out).run());
        }
        if (options.specials().contains(Special.STOPPED)) {
            failures.addAll(new Stopped(sharedAllocators(), logs, out).run());
        }
        if (options.specials().contains(Special.PAIRS)) {
            ServiceLoader.load(PairMeter.class).forEach(meter -> pairs.addAll(meter.measure(directory)));
        }
        List<Job> expected = jobs();
        Timetable timetable = Timetable.of(options, expected);
        Progress progress = new Progress(out, isTerminal(), expected.size() * timetable.rounds());
        Rounds rounds = new Rounds(contenders, timetable.rounds(), logs, progress);
        for (Workload workload : plan.workloads()) {
            rows.addAll(rounds.perform(plan.jobs(workload, rows), timetable.pace()));
        }
        progress.end();
        if (!rows.isEmpty() || !pairs.isEmpty()) {
            new TextReport(out).print(rows, pairs);
            Files.writeString(directory.resolve("results.json"), JsonReport.of(rows, pairs));
            Files.writeString(directory.resolve("index.html"), HtmlReport.of(rows, pairs, Machine.describe()));
            out.println("results: " + directory.resolve("results.json"));
            out.println("charts:  " + directory.resolve("index.html"));
        }
        failures.addAll(rounds.failures());
        failures.forEach(failure -> out.println("failed: " + failure));
        return honest && failures.isEmpty();
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

    private List<ContenderId> sharedAllocators() {
        return contenders.all().stream().filter(ContenderId::isShared).filter(ContenderId::isPlain).toList();
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /** {@return the jobs of one round, as far as one can tell: which peers are the fastest is found out on the way} */
    private List<Job> jobs() {
        return plan.workloads().stream().flatMap(workload -> plan.jobs(workload, List.of()).stream()).toList();
    }
}
