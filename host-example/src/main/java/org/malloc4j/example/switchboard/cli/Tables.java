package org.malloc4j.example.switchboard.cli;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.malloc4j.PoolStatistics;
import org.malloc4j.example.switchboard.attendant.MemoryReport;
import org.malloc4j.example.switchboard.call.Counter;
import org.malloc4j.example.switchboard.table.Census;

/** The tables at the end of a run. */
final class Tables {
    private static final String LINE = "%-8s %-14s %11s %11s %11s %11s %11s %11s %11s %11s %13s%n";

    private Tables() {
    }

    /** Per role: the allocator, its statistics in bytes and blocks, and how many blocks calls still hold. */
    static String memory(MemoryReport report) {
        StringBuilder table = new StringBuilder(String.format(LINE, "pool", "allocator", "total", "used", "real used",
                "max used", "free", "largest", "live blocks", "free pieces", "held by calls"));
        for (MemoryReport.Row row : report.rows()) {
            PoolStatistics s = row.statistics();
            table.append(String.format(Locale.ROOT, LINE, row.pools(), row.allocator(), s.totalSize(), s.usedSize(),
                    s.realUsedSize(), s.maxUsedSize(), s.freeSize(), s.largestFree(), s.fragments(), s.freeFragments(),
                    row.heldByCalls() + " blocks"));
        }
        report.rows().stream().filter(row -> row.pools().equals(MemoryReport.SHM) && row.heldByCalls() == 0)
                .map(MemoryReport.Row::statistics).forEach(s -> table.append(String.format(Locale.ROOT,
                        "What is still used of shm is the call table itself: %d bytes, %d blocks.%n", s.usedSize(),
                        s.fragments())));
        return table.toString();
    }

    /** What the workers counted, on one line. */
    static String counters(Map<Counter, Long> counters) {
        return counters.entrySet().stream()
                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT) + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    /** What an earlier run left, on one line. */
    static String found(Census census) {
        return "found of an earlier run: " + census.dialogs() + " dialogs, " + census.transactions() + " transactions, "
                + census.unowned() + " blocks that belong to nobody";
    }
}
