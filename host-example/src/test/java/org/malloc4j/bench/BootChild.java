package org.malloc4j.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;
import org.slf4j.LoggerFactory;

/**
 * A JVM that boots malloc4j once and says how long that took. What every host has loaded by then, its configuration and its
 * log, is loaded before.
 */
final class BootChild {
    /** Fills the pool once it is there, and stays until told to go. */
    static final String FILL = "fill";
    static final long POOL_BYTE_SIZE = 1L << 30;
    static final int LIVE_BLOCKS = 1_000_000;
    private static final int BLOCK_BYTE_SIZE = 64;

    private BootChild() {
    }

    /** @param args the allocator, the instance, and whether to {@link #FILL} the pool */
    public static void main(String[] args) {
        Lifeline parent = Lifeline.hold(() -> { });
        Config config = ConfigFactory.parseMap(Map.of("malloc4j.allocator", args[0], "malloc4j.instance", args[1],
                "malloc4j.shm.size", POOL_BYTE_SIZE)).withFallback(ConfigFactory.load());
        LoggerFactory.getLogger(BootChild.class).debug("booting");
        long start = System.nanoTime();
        try (Memory memory = Memory.boot(config)) {
            long nanos = System.nanoTime() - start;
            for (int i = 0; args[2].equals(FILL) && i < LIVE_BLOCKS; i++) {
                memory.shm().allocate(BLOCK_BYTE_SIZE);
            }
            parent.step(Long.toString(nanos));
        } catch (MemoryBootException e) {
            parent.refuse(e.problems());
        }
    }
}
