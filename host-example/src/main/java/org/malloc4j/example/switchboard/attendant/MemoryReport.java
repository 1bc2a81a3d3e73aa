package org.malloc4j.example.switchboard.attendant;

import java.util.List;
import org.malloc4j.Memory;
import org.malloc4j.PoolStatistics;
import org.malloc4j.example.switchboard.call.Counters;
import org.malloc4j.example.switchboard.table.CallTable;

/**
 * What the pools of the switch hold: one row for the shared pool, one for the workers' private pools together.
 *
 * @param rows the rows
 */
public record MemoryReport(List<Row> rows) {
    /** What the shared pool's row calls it. */
    public static final String SHM = "shm";

    /**
     * What the pools of one role hold.
     *
     * @param pools       the role and, where there are several pools, how many
     * @param allocator   the allocator's name
     * @param statistics  the statistics; of several pools, the sums
     * @param heldByCalls how many blocks belong to calls: all but the switch's own
     */
    public record Row(String pools, String allocator, PoolStatistics statistics, long heldByCalls) {
    }

    static MemoryReport of(Memory memory, CallTable table, int workers) {
        PoolStatistics shm = memory.shm().statistics();
        Row shared = new Row(SHM, memory.shm().allocator(), shm, shm.fragments() - CallTable.OWN_BLOCKS);
        long[] sum = new long[8];
        long buffers = 0;
        for (int worker = 0; worker < workers; worker++) {
            Counters counters = new Counters(table, worker);
            long[] published = counters.published();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += published[i];
            }
            buffers += counters.buffers();
        }
        PoolStatistics pkg = new PoolStatistics(sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7]);
        Row owned = new Row("pkg x " + workers, memory.pkg().allocator(), pkg, pkg.fragments() - buffers);
        return new MemoryReport(List.of(shared, owned));
    }

    /** {@return how many blocks belong to calls, in all pools} */
    public long heldByCalls() {
        return rows.stream().mapToLong(Row::heldByCalls).sum();
    }
}
