package org.malloc4j.example.switchboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.malloc4j.PoolStatistics;
import org.malloc4j.example.switchboard.attendant.MemoryReport;
import org.malloc4j.example.switchboard.call.Counter;
import org.malloc4j.example.switchboard.client.CallerStatistics;

class ComparisonTest {
    private static final long KIB = 1024;

    private static Comparison.Result result(String allocator, long waits, long mostUsed) {
        PoolStatistics shm = new PoolStatistics(32 << 20, 300 * KIB, 400 * KIB, mostUsed, (32 << 20) - 400 * KIB, 1 << 20, 7, 9);
        PoolStatistics pkg = new PoolStatistics(1 << 20, 0, 0, 0, 1 << 20, 1 << 20, 0, 1);
        return new Comparison.Result(new CallerStatistics(), 2.0, new MemoryReport(List.of(
                new MemoryReport.Row("shm", allocator, shm, 0), new MemoryReport.Row("pkg x 2", "F_MALLOC", pkg, 0))),
                Map.of(Counter.ALLOCATOR_WAITS, waits));
    }

    @Test
    void shouldShowWhatTheSameCallsCameToSideBySide() {
        Comparison comparison = new Comparison();
        comparison.add(result("F_MALLOC", 57_638, 14 << 20));
        comparison.add(result("HP_MALLOC", 11, 15 << 20));
        assertEquals("""
                shm allocator        calls/s    failed   sent again          waits  shm at most   shm in use
                F_MALLOC                   0         0            0          57638     14.0 MiB    400.0 KiB
                HP_MALLOC                  0         0            0             11     15.0 MiB    400.0 KiB
                waits: how often a worker found the allocator held by another one, and waited.
                """, comparison.table().replace(System.lineSeparator(), "\n"));
    }
}
