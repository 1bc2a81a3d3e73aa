package org.malloc4j.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Runs the benchmarks that the command line asks for, prints their table, and writes the results as JSON and as a page.
 * Whatever is wrong with what it was asked for is said before anything is measured.
 */
final class Bench {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private final Options options;
    private final Contenders contenders;
    private final Plan plan;
    private final ResultsFolder folder;
    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();

    private Bench(Options options, Contenders contenders, Plan plan, ResultsFolder folder, PrintStream out) {
        this.options = options;
        this.contenders = contenders;
        this.plan = plan;
        this.folder = folder;
        this.out = out;
    }

    /** @param args the folder for results */
    public static void main(String[] args) {
        System.exit(status(Path.of(args[0])));
    }

    private static int status(Path directory) {
        try {
            return checked(new ResultsFolder(directory), System.out).run() ? 0 : FAILED;
        } catch (WrongUseException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (ServiceConfigurationError e) {
            System.err.println("plug-in can't be loaded: " + e.getMessage() + "; mend its jar, or take it out of "
                    + "host-example/plugins/.");
            return WRONG_USE;
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            return FAILED;
        }
    }

    /** {@return what is able to run} @throws WrongUseException with everything that stands in the way */
    private static Bench checked(ResultsFolder folder, PrintStream out) {
        List<String> problems = new ArrayList<>();
        Contenders contenders = Contenders.onClassPath();
        Options options = new OptionsReader(System::getProperty, contenders, problems).read();
        List<String> wrongSettings = Settings.problems();
        problems.addAll(wrongSettings);
        folder.problem().ifPresent(problems::add);
        Trial trial = Trial.of(wrongSettings.isEmpty() ? pools(options, contenders) : Set.of(), contenders);
        problems.addAll(trial.problems());
        Plan plan = new Plan(options, contenders, trial.unfit());
        if (problems.isEmpty()) {
            problems.addAll(plan.problems());
        }
        if (!problems.isEmpty()) {
            throw new WrongUseException(problems);
        }
        return new Bench(options, contenders, plan, folder, out);
    }

    /** {@return those of malloc4j's that may be opened} */
    private static Set<ContenderId> pools(Options options, Contenders contenders) {
        Set<ContenderId> ids = new LinkedHashSet<>(options.contenders().isEmpty() ? contenders.all() : options.contenders());
        if (options.specials().contains(Special.BOOT) || options.specials().contains(Special.STOPPED)) {
            contenders.all().stream().filter(ContenderId::isShared).filter(contenders::isPlain).forEach(ids::add);
        }
        return ids;
    }

    private boolean run() {
        Path logs = folder.emptyLogs();
        plan.leftOut().forEach(out::println);
        boolean honest = !options.specials().contains(Special.HONESTY) || new Honesty(contenders, logs, out).run();
        if (options.specials().contains(Special.BOOT)) {
            failures.addAll(new Boots(plan.sharedAllocators(), logs, out).run());
        }
        if (options.specials().contains(Special.STOPPED)) {
            failures.addAll(new Stopped(plan.sharedAllocators(), logs, out).run());
        }
        List<Pair> pairs = new ArrayList<>();
        if (options.specials().contains(Special.PAIRS)) {
            ServiceLoader.load(PairMeter.class).forEach(meter -> pairs.addAll(meter.measure(plan.chosen(), folder.directory())));
        }
        List<Row> rows = workloads(logs);
        if (!rows.isEmpty() || !pairs.isEmpty()) {
            new TextReport(out).print(rows, pairs);
            out.println(folder.write(rows, pairs));
        }
        failures.forEach(failure -> out.println("failed: " + failure));
        return honest && failures.isEmpty();
    }

    private List<Row> workloads(Path logs) {
        List<Row> rows = new ArrayList<>();
        List<Job> expected = plan.jobs();
        Timetable timetable = Timetable.of(options, expected);
        Progress progress = new Progress(out, isTerminal(), expected.size() * timetable.rounds());
        Rounds rounds = new Rounds(contenders, timetable.rounds(), logs, progress);
        for (Workload workload : plan.workloads()) {
            rows.addAll(rounds.perform(plan.jobs(workload, rows), timetable.pace()));
        }
        progress.end();
        failures.addAll(rounds.failures());
        return rows;
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
