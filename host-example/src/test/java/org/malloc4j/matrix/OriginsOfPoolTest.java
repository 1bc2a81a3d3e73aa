package org.malloc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.Memory;
import org.malloc4j.Pool;

/** Which lines are named of a host that uses its pools in the usual way. */
class OriginsOfPoolTest {
    /** Often enough for lines to be known by their place in the code. */
    private static final int OFTEN = 3_000;

    @Test
    void shouldTellLinesApartThatStandAtTheSamePlaceOfTheirMethods() {
        try (Memory memory = Memory.boot(config())) {
            Pool pool = memory.pkg();
            for (int i = 0; i < OFTEN; i++) {
                long block = take(pool, 48);
                give(pool, block);
                assertRefused(pool, block, "take, line 61", "give, line 65");
            }
        }
    }

    @Test
    void shouldNameLinesThatLinkBlocks() {
        try (Memory memory = Memory.boot(config())) {
            Pool pool = memory.shm();
            long word = pool.allocate(64);
            for (int i = 0; i < OFTEN; i++) {
                long block = link(pool, word);
                unlink(pool, word);
                assertRefused(pool, block, "link, line 69", "unlink, line 73");
            }
            pool.free(word);
        }
    }

    private static void assertRefused(Pool pool, long block, String taker, String giver) {
        String message = assertThrows(IllegalBlockException.class, () -> give(pool, block)).getMessage();
        String where = "[OriginsOfPoolTest.java: OriginsOfPoolTest.";
        assertEquals("; allocated by " + where + taker + "]; freed first by " + where + giver + "]; freed now by " + where
                + "give, line 65]", message.substring(message.indexOf("; allocated by ")));
    }

    private static Config config() {
        return ConfigFactory.parseString("malloc4j { allocator = F_MALLOC_DBG, instance = origins-" + UUID.randomUUID()
                + ", shm.size = 1 MiB, pkg.size = 1 MiB, shm.directory = \"" + System.getProperty("java.io.tmpdir") + "\" }")
                .withFallback(ConfigFactory.load());
    }

    // Both call the pool at the same index of their code.

    private static long take(Pool pool, long byteSize) {
        return pool.allocate(byteSize);
    }

    private static void give(Pool pool, long block) {
        pool.free(block);
    }

    private static long link(Pool pool, long word) {
        return pool.allocateInto(word, 48);
    }

    private static void unlink(Pool pool, long word) {
        pool.freeFrom(word);
    }
}
