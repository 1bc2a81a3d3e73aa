package org.malloc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.Memory;
import org.malloc4j.Pool;

/** Whichever operation finds damage, its report says where the block comes from. */
class OriginsOfDamageTest {
    @Test
    void shouldNameTheLinesOfABlockWrittenToAfterItsFree() {
        try (Memory memory = Memory.boot(ConfigFactory.parseString("malloc4j { allocator = Q_MALLOC_DBG, instance = damage-"
                + UUID.randomUUID() + ", shm.size = 1 MiB, pkg.size = 1 MiB, shm.directory = \""
                + System.getProperty("java.io.tmpdir") + "\" }").withFallback(ConfigFactory.load()))) {
            for (Pool pool : List.of(memory.pkg(), memory.shm())) {
                long block = take(pool);
                give(pool, block);
                pool.segment().set(ValueLayout.JAVA_LONG, block + 16, 42);
                HeapCorruptionException found = assertThrows(HeapCorruptionException.class, pool::trim);
                assertEquals(List.of("allocated by [OriginsOfDamageTest.java: OriginsOfDamageTest.take, line 35]",
                        "freed first by [OriginsOfDamageTest.java: OriginsOfDamageTest.give, line 39]"),
                        found.report().orElseThrow().origins().subList(0, 2));
            }
        }
    }

    private static long take(Pool pool) {
        return pool.allocate(64);
    }

    private static void give(Pool pool, long block) {
        pool.free(block);
    }
}
