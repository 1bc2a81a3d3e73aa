package org.malloc4j.example.switchboard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.malloc4j.example.switchboard.attendant.MemoryReport;
import org.malloc4j.example.switchboard.call.Counter;
import org.malloc4j.example.switchboard.client.CallerStatistics;

/** What the same calls came to with several allocators, side by side. */
final class Comparison {
    private static final String LINE = "%-16s %11s %9s %12s %14s %12s %12s%n";

    /**
     * One run.
     *
     * @param calls    what the callers counted
     * @param seconds  how long they called
     * @param memory   what the pools hold after it
     * @param counters what the workers counted
     */
    record Result(CallerStatistics calls, double seconds, MemoryReport memory, Map<Counter, Long> counters) {
    }

    private final List<Result> results = new ArrayList<>();

    void add(Result result) {
        results.add(result);
    }

    /** {@return the table} */
    String table() {
        StringBuilder table = new StringBuilder(String.format(LINE, "shm allocator", "calls/s", "failed", "sent again",
                "waits", "shm at most", "shm in use"));
        for (Result result : results) {
            MemoryReport.Row shm = result.memory().rows().getFirst();
            long waits = result.counters().get(Counter.ALLOCATOR_WAITS);
            table.append(String.format(Locale.ROOT, LINE, shm.allocator(),
                    Math.round(result.calls().completed() / result.seconds()), result.calls().failed(),
                    result.calls().retransmissions(), waits, Switchboard.bytes(shm.statistics().maxUsedSize()),
                    Switchboard.bytes(shm.statistics().realUsedSize())));
        }
        return table.append("waits: how often a worker found the allocator held by another one, and waited.\n").toString();
    }
}
