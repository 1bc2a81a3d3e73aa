package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which contender performs which workload, with how many threads and processes. The quick edition performs {@link Slots}
 * with every contender, and every other workload with each allocator and the two peers that were the fastest there.
 */
final class Plan {
    private static final List<Integer> QUICK_SLOTS = List.of(1, 2, 8);
    private static final List<Integer> QUICK = List.of(2);
    private static final int QUICK_PROCESSES = 2;
    private static final int FASTEST_PEERS = 2;

    private final Options options;
    private final Contenders contenders;

    Plan(Options options, Contenders contenders) {
        this.options = options;
        this.contenders = contenders;
    }

    List<Workload> workloads() {
        if (options.onlySpecial()) {
            return List.of();
        }
        return Workload.ALL.stream().filter(workload -> options.workloads().isEmpty()
                ? workload.name().equals(workload.family()) : options.names(workload)).toList();
    }

    /** {@return the jobs of one round, the void first} @param done the rows that there are by now */
    List<Job> jobs(Workload workload, List<Row> done) {
        List<Job> jobs = new ArrayList<>();
        for (ContenderId id : contenders(workload, done)) {
            List<Integer> threads = threads(workload).stream()
                    .filter(count -> contenders.can(id, workload, count)).toList();
            if (!threads.isEmpty()) {
                jobs.add(new Job(id, workload, threads, 1));
            }
            if (id.isShared() && workload.crossesProcesses()) {
                threads(workload).stream().filter(count -> count > 1).filter(this::asManyProcesses)
                        .forEach(count -> jobs.add(new Job(id, workload, List.of(1), count)));
            }
        }
        return jobs;
    }

    private boolean asManyProcesses(int count) {
        return !options.threads().isEmpty() || count <= QUICK_PROCESSES;
    }

    private List<Integer> threads(Workload workload) {
        if (!options.threads().isEmpty()) {
            return options.threads();
        }
        return workload instanceof Slots ? QUICK_SLOTS : QUICK;
    }

    private Stream<ContenderId> chosen(Workload workload, List<Row> done) {
        if (!options.contenders().isEmpty()) {
            return options.contenders().stream().flatMap(word -> contenders.named(word).stream());
        }
        List<ContenderId> all = contenders.all();
        if (workload instanceof Slots || !options.workloads().isEmpty()) {
            return all.stream();
        }
        return Stream.concat(all.stream().filter(ContenderId::isOurs).filter(ContenderId::isPlain),
                fastestPeers(workload, done));
    }

    private List<ContenderId> contenders(Workload workload, List<Row> done) {
        return Stream.concat(Stream.of(ContenderId.VOID), chosen(workload, done)).distinct().toList();
    }

    /** Those that can take part, by their time with as many threads as other workloads get. */
    private Stream<ContenderId> fastestPeers(Workload workload, List<Row> done) {
        return done.stream()
                .filter(row -> row.workload() instanceof Slots && row.threads() == QUICK.getFirst() && row.processes() == 1)
                .filter(row -> !row.contender().isOurs() && !row.contender().equals(ContenderId.VOID))
                .filter(row -> contenders.can(row.contender(), workload, row.threads()))
                .sorted(Comparator.comparingDouble(Row::nanosPerOperation))
                .limit(FASTEST_PEERS)
                .map(Row::contender);
    }
}
