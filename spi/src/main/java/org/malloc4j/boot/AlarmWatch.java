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
final class AlarmWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlarmWatch.class);
    private static final long PERIOD_MILLIS = 100;
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
    private final Thread thread;

    private AlarmWatch(List<Limit> limits, Listener listener) {
        this.limits = limits;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("malloc4j-alarms").unstarted(this::run);
    }

    /** {@return a watch over those limits that are on} Without any there is no thread. */
    static AlarmWatch start(List<Limit> limits, Listener listener) {
        AlarmWatch watch = new AlarmWatch(limits.stream().filter(limit -> limit.percentage > 0).toList(), listener);
        if (!watch.limits.isEmpty()) {
            watch.thread.start();
        }
        return watch;
    }

    private void run() {
        try {
            while (true) {
                for (Limit limit : limits) {
                    limit.look().ifPresent(sentence -> {
                        LOGGER.warn(sentence);
                        listener.alarm(sentence);
                    });
                }
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            LOGGER.debug("alarms are off: the memory is closed");
        } catch (RuntimeException e) {
            LOGGER.warn("alarms are off from here on: the use of a pool can't be read", e);
        }
    }

    /** Ends the watch; a look that is under way is waited for. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
