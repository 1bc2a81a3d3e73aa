package org.malloc4j.example.switchboard.call;

import java.util.EnumMap;
import java.util.Map;
import org.malloc4j.PoolStatistics;
import org.malloc4j.example.switchboard.table.CallTable;
import org.malloc4j.example.switchboard.table.SharedWords;
import org.malloc4j.example.switchboard.table.TableLayout;

/**
 * One worker's counters and the statistics of its private pool. They live in shared memory: the attendant reads them
 * while the worker runs, and they outlive it. Only the worker writes them.
 */
public final class Counters {
    private static final int STATISTICS = Counter.values().length * Long.BYTES;
    private static final int STATISTICS_WORDS = 8;
    private static final int BLOCKS_OF_OWN = STATISTICS + STATISTICS_WORDS * Long.BYTES;

    static {
        if (BLOCKS_OF_OWN + Long.BYTES > TableLayout.COUNTERS_LENGTH) {
            throw new AssertionError("counters outgrow their place: bytes=" + BLOCKS_OF_OWN);
        }
    }

    private final SharedWords words;
    private final long base;

    /** The counters of the n-th worker. */
    public Counters(CallTable table, int worker) {
        this.words = table.words();
        this.base = table.counters(worker);
    }

    /** Counts one. */
    public void add(Counter counter) {
        add(counter, 1);
    }

    /** Counts some. */
    public void add(Counter counter, long amount) {
        long offset = base + (long) counter.ordinal() * Long.BYTES;
        words.putLongRelease(offset, words.getLong(offset) + amount);
    }

    /** {@return how many there were} */
    public long get(Counter counter) {
        return words.getLongAcquire(base + (long) counter.ordinal() * Long.BYTES);
    }

    /** {@return all counters, summed over workers 0 to {@code workers - 1}} */
    public static Map<Counter, Long> sum(CallTable table, int workers) {
        Map<Counter, Long> sum = new EnumMap<>(Counter.class);
        for (int worker = 0; worker < workers; worker++) {
            Counters counters = new Counters(table, worker);
            for (Counter counter : Counter.values()) {
                sum.merge(counter, counters.get(counter), Long::sum);
            }
        }
        return sum;
    }

    /** Publishes the statistics of the worker's private pool, and how many blocks of it are the worker's own buffers. */
    public void publish(PoolStatistics pkg, int buffers) {
        long[] values = {pkg.totalSize(), pkg.usedSize(), pkg.realUsedSize(), pkg.maxUsedSize(), pkg.freeSize(),
                pkg.largestFree(), pkg.fragments(), pkg.freeFragments()};
        for (int i = 0; i < values.length; i++) {
            words.putLong(base + STATISTICS + (long) i * Long.BYTES, values[i]);
        }
        words.putLongRelease(base + BLOCKS_OF_OWN, buffers);
    }

    /** {@return the statistics last published} They may mix two publications while the worker runs. */
    public long[] published() {
        long[] values = new long[STATISTICS_WORDS];
        for (int i = 0; i < values.length; i++) {
            values[i] = words.getLongAcquire(base + STATISTICS + (long) i * Long.BYTES);
        }
        return values;
    }

    /** {@return how many blocks of its private pool are the worker's buffers} */
    public long buffers() {
        return words.getLongAcquire(base + BLOCKS_OF_OWN);
    }
}
