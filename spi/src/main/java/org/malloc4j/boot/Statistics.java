package org.malloc4j.boot;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;
import org.malloc4j.management.CommandException;

/** Statistics by the names that operators know: {@code shmem:used_size}. */
final class Statistics {
    private static final String SHMEM = "shmem:";
    private static final String PKMEM = "pkmem:";

    private Statistics() {
    }

    /** {@return a pool's values by name} @param statistics the values */
    static Map<String, Object> values(PoolStatistics statistics) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("total_size", statistics.totalSize());
        values.put("used_size", statistics.usedSize());
        values.put("real_used_size", statistics.realUsedSize());
        values.put("max_used_size", statistics.maxUsedSize());
        values.put("free_size", statistics.freeSize());
        values.put("largest_free", statistics.largestFree());
        values.put("fragments", statistics.fragments());
        values.put("free_fragments", statistics.freeFragments());
        return values;
    }

    /**
     * {@return what a name stands for, by full names}
     *
     * @param name {@code shmem:} or {@code pkmem:} for all of one pool, {@code used_size} for both pools,
     *             {@code shmem:used_size} for one value, or {@code all}
     */
    static Map<String, Object> named(String name, Pool shm, Pool pkg) {
        String wanted = name.toLowerCase(Locale.ROOT);
        Map<String, Object> found = new LinkedHashMap<>();
        for (Map.Entry<String, Pool> group : Map.of(SHMEM, shm, PKMEM, pkg).entrySet()) {
            values(group.getValue().statistics()).forEach((key, value) -> {
                String whole = group.getKey() + key;
                if (wanted.equals("all") || wanted.equals(group.getKey()) || wanted.equals(key) || wanted.equals(whole)) {
                    found.put(whole, value);
                }
            });
        }
        if (found.isEmpty()) {
            throw new CommandException("unknown statistic: name=" + name + "; allowed: all, shmem:, pkmem:, or one of "
                    + String.join(", ", values(shm.statistics()).keySet()) + ", with or without shmem: or pkmem: before "
                    + "it");
        }
        return found;
    }
}
