package org.malloc4j.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Performs jobs in rounds: each contender in turn, then all of them again, so that a slow minute hits them alike. */
final class Rounds {
    private final Contenders contenders;
    private final int count;
    private final Path logs;
    private final Progress progress;
    private final List<String> failures = new ArrayList<>();

    Rounds(Contenders contenders, int count, Path logs, Progress progress) {
        this.contenders = contenders;
        this.count = count;
        this.logs = logs;
        this.progress = progress;
    }

    /** {@return one line for each contender and crew} */
    List<Row> perform(List<Job> jobs, Job.Pace pace) {
        Map<Row.Cell, List<Measurement>> measured = new LinkedHashMap<>();
        List<Job> going = new ArrayList<>(jobs);
        for (int round = 0; round < count; round++) {
            for (Job job : List.copyOf(going)) {
                progress.next(job, round);
                try {
                    perform(job, pace, measured);
                } catch (IllegalStateException e) {
                    failures.add(job.workload().name() + " " + job.contender() + ": " + e.getMessage());
                    going.remove(job);
                    progress.skip(count - 1 - round);
                }
            }
        }
        return measured.entrySet().stream()
                .map(entry -> Row.of(entry.getKey(), entry.getValue(), voidNanos(entry.getKey(), measured))).toList();
    }

    private void perform(Job job, Job.Pace pace, Map<Row.Cell, List<Measurement>> measured) {
        List<Measurement> results = job.run(pace, contenders.source(job.contender()).jvmFlags(job.contender()), logs);
        for (int i = 0; i < results.size(); i++) {
            Row.Cell cell = new Row.Cell(job.contender(), job.workload(), job.threads().get(i), job.processes());
            measured.computeIfAbsent(cell, key -> new ArrayList<>()).add(results.get(i));
        }
    }

    /** As many threads of one process stand for processes: the void shares nothing. */
    private static double voidNanos(Row.Cell cell, Map<Row.Cell, List<Measurement>> measured) {
        List<Measurement> rounds = measured.get(new Row.Cell(ContenderId.VOID, cell.workload(),
                cell.threads() * cell.processes(), 1));
        return cell.contender().equals(ContenderId.VOID) || rounds == null ? 0
                : Medians.of(rounds, one -> one.nanosPerOperation(cell.workload().isPaced()));
    }

    /** {@return what went wrong, a sentence each} */
    List<String> failures() {
        return failures;
    }
}
