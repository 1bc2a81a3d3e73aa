package org.malloc4j.boot;

import java.util.List;
import java.util.Optional;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;
import org.malloc4j.management.AlarmEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the pools' use now and then, and raises an alarm when it crosses a limit. The peak is looked at too, so that a
 * short one between two looks isn't missed. The next alarm needs the use to fall clearly below the limit first.
 */
final class AlarmWatch implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlarmWatch.class);
    /** By how many percent of the pool the use must fall below the limit before another alarm. */
    private static final int HYSTERESIS = 5;

    /** Hears of an alarm. */
    @FunctionalInterface
    interface Listener {
        void alarm(String sentence);
    }

    /** One pool's limit, and whether it was crossed. */
    static final class Limit {
        private final Pool pool;
        private final String instance;
        private final int percentage;
        private boolean raised;
        private long peak;

        Limit(Pool pool, String instance, int percentage) {
            this.pool = pool;
            this.instance = instance;
            this.percentage = percentage;
        }

        /** {@return the sentence, if this look is worth an alarm} */
        Optional<String> look() {
            PoolStatistics now = pool.statistics();
            long limit = share(now.totalSize(), percentage);
            long used = now.maxUsedSize() > peak ? now.maxUsedSize() : now.realUsedSize();
            peak = now.maxUsedSize();
            boolean alarm = !raised && used >= limit;
            raised = raised ? now.realUsedSize() >= share(now.totalSize(), Math.max(0, percentage - HYSTERESIS))
                    : now.realUsedSize() >= limit;
            if (!alarm) {
                return Optional.empty();
            }
            new AlarmEvent(pool.role().key(), instance, percentage, used, now.totalSize()).commit();
            return Optional.of("pool is filling up: pool=" + pool.role().key() + " instance=" + instance + " used=" + used
                    + " of=" + now.totalSize() + " limit=" + percentage + "%; soon requests will be refused. Find out what "
                    + "holds the memory, or raise malloc4j." + pool.role().key() + ".size ("
                    + PoolText.option(pool.role()) + ").");
        }

        private static long share(long byteSize, int percentage) {
            return byteSize / 100 * percentage + byteSize % 100 * percentage / 100;
        }
    }

    private final List<Limit> limits;
    private final Listener listener;

    /** @param limits the limits, on or off @param listener hears of alarms */
    AlarmWatch(List<Limit> limits, Listener listener) {
        this.limits = limits.stream().filter(limit -> limit.percentage > 0).toList();
        this.listener = listener;
    }

    @Override
    public void run() {
        for (Limit limit : limits) {
            limit.look().ifPresent(sentence -> {
                LOGGER.warn(sentence);
                listener.alarm(sentence);
            });
        }
    }
}
