package org.malloc4j.debug.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.malloc4j.management.Message;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mi get_statistics}: what pools hold, in numbers. */
@Command(name = "get_statistics", description = "Shows what a process's pools hold: bytes, and numbers of fragments.")
final class StatisticsCommand implements Callable<Integer> {
    private static final List<String> ORDER = List.of("total_size", "used_size", "real_used_size", "max_used_size",
            "free_size", "largest_free", "fragments", "free_fragments");

    @Parameters(index = "0", paramLabel = "PID", description = "The process.")
    private String process;

    @Parameters(index = "1", paramLabel = "shmem:|pkmem:|NAME", completionCandidates = Names.class,
            description = "shmem: for all of the shared pool, pkmem: for all of the private one, all, or a name: "
                    + "used_size, shmem:used_size.")
    private String name;

    @Mixin
    private CommonOptions options;

    /** What completion offers. */
    static final class Names implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return java.util.stream.Stream.concat(java.util.stream.Stream.of("shmem:", "pkmem:", "all"), ORDER.stream())
                    .iterator();
        }
    }

    @Override
    public Integer call() {
        Map<String, Object> answer = options.pools().find(process)
                .ask(Map.of(Message.COMMAND, "get_statistics", "name", name), options.limit());
        @SuppressWarnings("unchecked")
        Map<String, Object> statistics = (Map<String, Object>) answer.get("statistics");
        options.print(statistics, statistics.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Object> entry) -> entry.getKey().startsWith("pkmem:"))
                        .thenComparing(entry -> ORDER.indexOf(entry.getKey().replaceFirst(".*:", ""))))
                .map(entry -> entry.getKey() + " = " + entry.getValue() + System.lineSeparator())
                .collect(Collectors.joining()));
        return Mi.FINE;
    }
}
