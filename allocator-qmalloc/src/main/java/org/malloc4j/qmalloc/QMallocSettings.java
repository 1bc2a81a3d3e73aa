package org.malloc4j.qmalloc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * Q_MALLOC's own settings.
 *
 * @param quarantineByteSize how many bytes of freed blocks wait before their memory is used again; 0 is off
 * @param patrolInterval     after how many operations the patrol goes on
 * @param patrolBlocks       how many blocks it looks at then; 0 is off
 */
record QMallocSettings(long quarantineByteSize, int patrolInterval, int patrolBlocks) {
    private static final String QUARANTINE = "quarantine";
    private static final String PATROL_INTERVAL = "patrol-interval";
    private static final String PATROL_BLOCKS = "patrol-blocks";
    private static final long PART_OF_REGION = 64;
    /** Unless asked for: what waits gives way before a request is refused, so a small pool can do with a larger part. */
    private static final long LEAST = 2 * 1024;
    private static final long MOST = 128 * 1024;

    /** {@return the settings for a region} @param config {@code malloc4j.q-malloc} @param regionByteSize its size */
    static QMallocSettings read(Config config, long regionByteSize) {
        long quarantine = config.hasPath(QUARANTINE) ? config.getBytes(QUARANTINE)
                : Math.clamp(regionByteSize / PART_OF_REGION, LEAST, MOST);
        return new QMallocSettings(quarantine, atLeast(config, PATROL_INTERVAL, 1), atLeast(config, PATROL_BLOCKS, 0));
    }

    private static int atLeast(Config config, String key, int least) {
        int value = config.getInt(key);
        if (value < least) {
            throw new ConfigException.BadValue(config.getValue(key).origin(), key, "must be " + least + " or more, is "
                    + value);
        }
        return value;
    }
}
