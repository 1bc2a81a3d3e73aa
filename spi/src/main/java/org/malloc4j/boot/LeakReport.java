package org.malloc4j.boot;

import java.time.Instant;
import java.util.Optional;
import org.malloc4j.MallocException;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;
import org.malloc4j.management.Dump;
import org.malloc4j.management.DumpSubject;
import org.malloc4j.management.Grouping;
import org.malloc4j.management.LeakWatch;
import org.malloc4j.spi.Allocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Says what a pool still holds when its memory is closed: by line of code, or, where those aren't known, by size. */
final class LeakReport {
    private static final Logger LOGGER = LoggerFactory.getLogger(LeakReport.class);
    private static final int LINES = 20;

    private final Optional<Level> level;
    private final String instance;

    LeakReport(Optional<Level> level, String instance) {
        this.level = level;
        this.instance = instance;
    }

    /** Never fails: the memory is being closed. @param pool the pool @param allocator its own */
    void report(Pool pool, Allocator allocator) {
        boolean logged = level.isPresent() && LOGGER.isEnabledForLevel(level.get());
        if (!logged && !LeakWatch.isWatched()) {
            return;
        }
        try {
            PoolStatistics statistics = allocator.statistics();
            if (statistics.fragments() > 0) {
                Dump leak = Dump.of(allocator, new DumpSubject(Machine.pid(), instance, pool.role().key(), pool.allocator(),
                        Instant.now()), Grouping.ORIGIN).live();
                if (logged) {
                    LOGGER.atLevel(level.get()).log("pool still holds memory at close: pool={} instance={} blocks={} used={} bytes of the "
                            + "pool; it was allocated and never freed:\n{}", pool.role().key(), instance, statistics.fragments(),
                            statistics.usedSize(), leak.top(LINES).toText());
                }
                LeakWatch.tell(leak);
            }
        } catch (MallocException | IllegalStateException e) {
            LOGGER.warn("pool can't be walked at close: pool={} instance={}; what it still holds isn't reported.",
                    pool.role().key(), instance, e);
        }
    }
}
