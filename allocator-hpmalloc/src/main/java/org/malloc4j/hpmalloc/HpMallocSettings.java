package org.malloc4j.hpmalloc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * HP_MALLOC's own settings.
 *
 * @param sharedHeaps how many heaps virtual threads share
 * @param spareSpans  how many empty spans each heap keeps for whatever comes
 */
record HpMallocSettings(int sharedHeaps, int spareSpans) {
    private static final int MOST_SHARED_HEAPS = 64;
    private static final int MOST_SPARE_SPANS = 1024;

    static HpMallocSettings of(Config config) {
        int shared = inRange(config, "shared-heaps", 0, MOST_SHARED_HEAPS);
        int processors = Runtime.getRuntime().availableProcessors();
        return new HpMallocSettings(shared == 0 ? Math.min(2 * processors, MOST_SHARED_HEAPS) : shared,
                inRange(config, "spare-spans", 0, MOST_SPARE_SPANS));
    }

    private static int inRange(Config config, String key, int least, int most) {
        int value = config.getInt(key);
        if (value < least || value > most) {
            throw new ConfigException.BadValue(config.getValue(key).origin(), key, value + " is not from " + least + " to "
                    + most);
        }
        return value;
    }
}
