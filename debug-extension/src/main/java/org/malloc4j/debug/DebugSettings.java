package org.malloc4j.debug;

import com.google.common.collect.ImmutableList;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * The settings of the decorator: {@code malloc4j.debug}.
 *
 * @param sampleByteSize how many bytes are allocated, on average, from one sampled block to the next; 0: every block is
 *                       tracked
 * @param depth          how many frames make an origin
 * @param skipPackages   packages whose frames, and those of packages below, make none
 * @param trace          whether every operation is logged
 * @param areaByteSize   the memory for origins
 */
record DebugSettings(long sampleByteSize, int depth, ImmutableList<String> skipPackages, boolean trace,
                     long areaByteSize) {
    private static final int MAX_DEPTH = 8;

    /** {@return the settings} @param config the decorator's section */
    static DebugSettings of(Config config) {
        return new DebugSettings(bytes(config, "sample-bytes", 0, Sampler.MAX_BYTE_SIZE), depth(config),
                ImmutableList.copyOf(config.getStringList("skip-packages")), trace(config),
                bytes(config, "area-size", 0, AreaDescriptor.MAX_BYTE_SIZE));
    }

    private static long bytes(Config config, String key, long least, long most) {
        long byteSize = config.getBytes(key);
        if (byteSize < least || byteSize > most) {
            throw bad(config, key, "a size from " + least + " to " + most + " bytes");
        }
        return byteSize;
    }

    private static int depth(Config config) {
        int depth = config.getInt("depth");
        if (depth < 1 || depth > MAX_DEPTH) {
            throw bad(config, "depth", "1 to " + MAX_DEPTH);
        }
        return depth;
    }

    private static boolean trace(Config config) {
        String trace = config.getValue("trace").unwrapped().toString();
        return switch (trace) {
            case "off" -> false;
            case "log" -> true;
            default -> throw bad(config, "trace", "off, log");
        };
    }

    private static ConfigException bad(Config config, String key, String allowed) {
        return new ConfigException.BadValue(config.getValue(key).origin(), "malloc4j.debug." + key, "allowed: " + allowed);
    }
}
