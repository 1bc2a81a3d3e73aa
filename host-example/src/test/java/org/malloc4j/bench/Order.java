package org.malloc4j.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a {@link BenchChild} is asked to do.
 *
 * @param contender      with what
 * @param workload       what
 * @param threads        by how many threads, one number after the other
 * @param warmUpMillis   how long before time counts
 * @param measuredMillis how long while it does
 * @param process        which process of a team it is
 * @param processes      how large the team is
 * @param instance       the name by which the team finds shared memory
 * @param teamFile       the file through which the team hands blocks over; empty if there is no team
 */
record Order(ContenderId contender, Workload workload, List<Integer> threads, long warmUpMillis, long measuredMillis,
             int process, int processes, String instance, String teamFile) {
    /** What lines begin with that are meant for whoever started the process. */
    static final String MARK = "bench:";
    /** What such a line goes on with if the contender can't be opened; then comes why. */
    static final String REFUSED = "refused:";

    /** Large enough for every workload. */
    static final long POOL_BYTE_SIZE = 1L << 30;

    List<String> arguments() {
        return List.of(contender.toString(), workload.name(),
                threads.stream().map(String::valueOf).collect(Collectors.joining(",")), Long.toString(warmUpMillis),
                Long.toString(measuredMillis), Integer.toString(process), Integer.toString(processes), instance, teamFile);
    }

    static Order parse(String... arguments) {
        return new Order(ContenderId.parse(arguments[0]),
                Workload.ALL.stream().filter(it -> it.name().equals(arguments[1])).findFirst().orElseThrow(),
                Arrays.stream(arguments[2].split(",")).map(Integer::valueOf).toList(), Long.parseLong(arguments[3]),
                Long.parseLong(arguments[4]), Integer.parseInt(arguments[5]), Integer.parseInt(arguments[6]), arguments[7],
                arguments[8]);
    }
}
