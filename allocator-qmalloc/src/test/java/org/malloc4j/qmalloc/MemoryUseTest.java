package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.malloc4j.PoolStatistics;

/** What Q_MALLOC needs for itself, and what its settings may be. */
class MemoryUseTest {
    private static final long MIB = 1 << 20;
    private static final Config REFERENCE = ConfigFactory.load().getConfig("malloc4j.q-malloc");

    @Test
    void shouldNeedAtMost48BytesBesideABlock() {
        Ground ground = new Ground(QMallocHeap::new, MIB, 0, new QMallocSettings(0, 64, 4));
        for (long size = 0; size < 5000; size++) {
            PoolStatistics before = ground.allocator().statistics();
            long block = ground.allocator().allocate(size, 16);
            long taken = ground.allocator().statistics().realUsedSize() - before.realUsedSize();
            assertTrue(taken <= Math.max(size, 1) + 48, "size=" + size + " taken=" + taken);
            assertEquals(size, ground.allocator().byteSize(block), "what may be used is what was asked for: the rest is guarded");
            ground.allocator().free(block);
            ground.allocator().trim();
        }
    }

    @Test
    void shouldGiveMostOfAnEmptyMebibyteInOnePiece() {
        Ground ground = new Ground(QMallocHeap::new, MIB, 0, new QMallocSettings(16 * 1024, 64, 4));
        long largest = ground.allocator().statistics().largestFree();
        assertTrue(largest >= MIB * 90 / 100, "largestFree=" + largest);
        assertTrue(ground.allocator().allocate(largest, 16) != 0, "largestFree=" + largest);
    }

    @Test
    void shouldGiveUpTheQuarantineBeforeARequestIsRefused() {
        Ground ground = new Ground(QMallocHeap::new, MIB, 0, new QMallocSettings(MIB, 64, 4));
        long largest = ground.allocator().statistics().largestFree();
        for (int i = 0; i < 500; i++) {
            ground.allocator().free(ground.allocator().allocate(1000, 16));
        }
        assertTrue(ground.heap().quarantine().first() != 0, "blocks wait");
        assertTrue(ground.allocator().allocate(largest, 16) != 0, "a request that fits is served");
    }

    @Test
    void shouldScaleTheQuarantineWithThePoolUnlessToldOtherwise() {
        assertEquals(new QMallocSettings(16 * 1024, 64, 4), QMallocSettings.read(REFERENCE, MIB));
        assertEquals(2 * 1024, QMallocSettings.read(REFERENCE, 64 * 1024).quarantineByteSize());
        assertEquals(128 * 1024, QMallocSettings.read(REFERENCE, 1 << 30).quarantineByteSize());
        assertEquals(0, read("quarantine = 0").quarantineByteSize());
        assertEquals(3 * MIB, read("quarantine = 3 MiB").quarantineByteSize());
    }

    @Test
    void shouldRefuseSettingsThatMeanNothing() {
        assertEquals("patrol-interval: must be 1 or more, is 0", refusal("patrol-interval = 0"));
        assertEquals("patrol-blocks: must be 0 or more, is -1", refusal("patrol-blocks = -1"));
    }

    private static String refusal(String setting) {
        String message = assertThrows(ConfigException.BadValue.class, () -> read(setting)).getMessage();
        return message.substring(message.indexOf("Invalid value at '") + 18).replaceFirst("'", "");
    }

    private static QMallocSettings read(String setting) {
        return QMallocSettings.read(ConfigFactory.parseString(setting).withFallback(REFERENCE), MIB);
    }
}
