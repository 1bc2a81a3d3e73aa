package org.malloc4j.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a workload with a contender in fresh JVMs.
 *
 * @param contender with what
 * @param workload  what
 * @param threads   by how many threads of each process, one number after the other
 * @param processes by how many processes
 */
record Job(ContenderId contender, Workload workload, List<Integer> threads, int processes) {

    /** How long each part of a run takes. */
    record Pace(long warmUpMillis, long measuredMillis) {
    }

    /** {@return what was measured, for each number of threads} @param flags what the JVM needs @param directory for logs */
    List<Measurement> run(Pace pace, List<String> flags, Path directory) {
        // Each process compiles the same: where there are no more cores, that takes as many times as long.
        long warmUpMillis = processes * pace.warmUpMillis();
        return Company.perform("bench", company -> {
            String teamFile = processes == 1 ? "" : company.makeTeamFile().toString();
            for (int process = 0; process < processes; process++) {
                company.start(new Order(contender, workload, threads, warmUpMillis, pace.measuredMillis(), process,
                        processes, company.instance(), teamFile), flags, directory.resolve(logName()));
            }
            return converse(company, ChildProcess.PATIENCE.plusMillis(warmUpMillis + pace.measuredMillis()));
        });
    }

    private String logName() {
        return (contender + "-" + workload.name() + ".log").replace('/', '-').replace(':', '-');
    }

    private List<Measurement> converse(Company company, Duration patience) {
        List<Measurement> measured = new ArrayList<>();
        company.step(patience);
        company.dropTeamFile();
        for (int i = 0; i < threads.size(); i++) {
            company.step(patience);
            company.step(patience);
            company.step(patience);
            measured.add(Measurement.together(company.step(patience).stream().map(Measurement::parse).toList()));
        }
        return measured;
    }
}
