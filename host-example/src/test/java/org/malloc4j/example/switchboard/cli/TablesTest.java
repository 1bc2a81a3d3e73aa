package org.malloc4j.example.switchboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.malloc4j.PoolStatistics;
import org.malloc4j.example.switchboard.attendant.MemoryReport;

class TablesTest {
    private static MemoryReport.Row row(String pools, long used, long blocks, long held) {
        long total = 33_554_432;
        return new MemoryReport.Row(pools, "F_MALLOC", new PoolStatistics(total, used, used + 96, total, total - used - 96,
                total - used - 112, blocks, 123_456), held);
    }

    private static String memory(MemoryReport.Row... rows) {
        return Tables.memory(new MemoryReport(List.of(rows))).replace(System.lineSeparator(), "\n");
    }

    @Test
    void shouldSayWhatIsStillUsedWhenNoCallHoldsAnything() {
        assertEquals("""
                pool     allocator            total        used   real used    max used        free     largest \
                live blocks free pieces held by calls
                shm      F_MALLOC          33554432      147856      147952    33554432    33406480    33406464 \
                          2      123456      0 blocks
                pkg x 2  F_MALLOC          33554432      524336      524432    33554432    33030000    33029984 \
                          6      123456      0 blocks
                What is still used of shm is the call table itself: 147856 bytes, 2 blocks.
                """, memory(row("shm", 147_856, 2, 0), row("pkg x 2", 524_336, 6, 0)));
    }

    @Test
    void shouldNotTakeWhatCallsHoldForTheCallTable() {
        assertEquals("""
                pool     allocator            total        used   real used    max used        free     largest \
                live blocks free pieces held by calls
                shm      F_MALLOC          33554432      148000      148096    33554432    33406336    33406320 \
                          3      123456      1 blocks
                """, memory(row("shm", 148_000, 3, 1)));
    }
}
