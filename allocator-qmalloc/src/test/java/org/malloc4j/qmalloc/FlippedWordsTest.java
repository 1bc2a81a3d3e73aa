package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Region;
import org.malloc4j.tck.FlippedWords;
import org.malloc4j.tck.Stamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whichever word of Q_MALLOC's own is flipped: it says so, or does without. */
class FlippedWordsTest {
    /** Where the lock lies: a flipped one can't be told from one that somebody holds. */
    private static final long LOCK = 64;
    private static final Logger LOG = LoggerFactory.getLogger(FlippedWordsTest.class);

    @ParameterizedTest
    @ValueSource(longs = {0, 24})
    void shouldSayOrContainEveryFlippedWord(long tagByteSize) {
        long seed = System.nanoTime() & 0xFFFF_FFFFL;
        QMallocProvider provider = new QMallocProvider();
        long byteSize = provider.minimumByteSize(tagByteSize) + 8 * 1024 & -16;
        String story = "seed=" + seed + " tagByteSize=" + tagByteSize;
        String tried = assertTimeoutPreemptively(Duration.ofSeconds(120), () -> new FlippedWords(provider,
                ConfigFactory.load().getConfig("malloc4j.q-malloc"), tagByteSize, byteSize, seed)
                .run(List.of(LOCK)), story);
        LOG.info("{}: {}", story, tried);
    }

    /** Said to hold something, the empty quarantine has a last block, which is somebody else's by now. */
    @Test
    void shouldWriteToNobodysBlockWhenTheQuarantineMiscounts() {
        MemorySegment memory = Arena.ofAuto().allocate(64 << 10, 16);
        Region region = Region.of(memory);
        Allocator allocator = new QMallocProvider().format(region, 0, ConfigFactory.load().getConfig("malloc4j.q-malloc"));
        long first = allocator.allocate(100, 16);
        long second = allocator.allocate(100, 16);
        long other = allocator.allocate(40, 16);
        allocator.free(first);
        allocator.free(second);
        allocator.trim();
        long both = allocator.allocate(200, 16);
        assertTrue(both < second && second < both + 200, "it doesn't lie where both did");
        Stamp.write(memory, both, 200, both);
        long count = QMallocHeap.words() + QMallocLayout.QUARANTINED;
        region.putLong(count, region.getLong(count) ^ 1L << 33);
        allocator.free(other);
        assertEquals(-1, Stamp.mismatch(memory, both, 200, both));
        assertThrows(HeapCorruptionException.class, allocator::verify);
    }
}
