package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
    private final Map<ContenderId, String> unfit;

    /**
     * @param options    what was asked for
     * @param contenders those that there are
     * @param unfit      those of them that can't serve their role, each with the sentence that says why
     */
    Plan(Options options, Contenders contenders, Map<ContenderId, String> unfit) {
        this.options = options;
        this.contenders = contenders;
        this.unfit = unfit;
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

    /** {@return the jobs of one round, as far as one can tell: which peers are the fastest is found out on the way} */
    List<Job> jobs() {
        return workloads().stream().flatMap(workload -> jobs(workload, List.of()).stream()).toList();
    }

    /** {@return those that were asked for, or all, without the unfit} */
    List<ContenderId> chosen() {
        return (options.contenders().isEmpty() ? contenders.all() : options.contenders()).stream().filter(this::isFit)
                .toList();
    }

    /** {@return every allocator that can serve a shared pool, without flavours} */
    List<ContenderId> sharedAllocators() {
        return contenders.all().stream().filter(ContenderId::isShared).filter(contenders::isPlain).filter(this::isFit)
                .toList();
    }

    /** {@return what won't be done of that which was asked for, and why, a sentence each} */
    List<String> leftOut() {
        LeftOut leftOut = new LeftOut(contenders);
        for (Workload workload : workloads()) {
            for (ContenderId id : contenders(workload, List.of())) {
                threads(workload).forEach(count -> leftOut.note(id, workload, count));
            }
        }
        return Stream.concat(unfit.entrySet().stream().map(entry -> "left out: " + entry.getKey() + "; " + entry.getValue()),
                leftOut.sentences().stream()).toList();
    }

    /** {@return why there would be no figure of any contender that was asked for; nothing if there will be some} */
    List<String> problems() {
        boolean pairs = options.specials().contains(Special.PAIRS);
        boolean wanted = (pairs || !workloads().isEmpty()) && options.contenders().stream().anyMatch(Plan::isSomebody);
        if (!wanted || jobs().stream().map(Job::contender).anyMatch(Plan::isSomebody)
                || pairs && chosen().stream().anyMatch(Plan::isSomebody)) {
            return List.of();
        }
        return Stream.concat(leftOut().stream(), Stream.of("nothing is left to measure: contenders=" + options.contenders()
                + "; none of them can do what was asked for. Choose other contenders, workloads or numbers of threads."))
                .toList();
    }

    private static boolean isSomebody(ContenderId id) {
        return !id.equals(ContenderId.VOID);
    }

    private boolean isFit(ContenderId id) {
        return !unfit.containsKey(id);
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
        if (!options.contenders().isEmpty() || workload instanceof Slots || !options.workloads().isEmpty()) {
            return chosen().stream();
        }
        return Stream.concat(chosen().stream().filter(ContenderId::isOurs).filter(contenders::isPlain),
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
