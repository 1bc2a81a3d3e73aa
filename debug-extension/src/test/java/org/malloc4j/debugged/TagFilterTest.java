package org.malloc4j.debugged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;
import org.malloc4j.spi.Attribution;
import org.malloc4j.spi.Region;

/**
 * Of a pool of which samples are taken, what is known of each block, whatever was known of those that were there before.
 * Each block is a sample that is allocated through the decorator, with one sample a byte; none is that is allocated below it.
 */
class TagFilterTest {
    /** Room for few counters, so that many blocks share one. */
    private static final long SMALL_AREA_BYTE_SIZE = 2048;
    private static final int SMALL_COUNTERS = 128;
    private static final int COUNTER_MAX = 255;
    private static final int HARDLY_ANY = 1 << 30;

    private final Heaps heaps = new Heaps("sample-bytes = 1", SMALL_AREA_BYTE_SIZE);
    private final Allocator one = heaps.decorated();
    private final Allocator other = heaps.decorated();

    @Test
    void shouldKnowNothingOfBlocksThatAreNoSamples() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, Boolean> sampled = new HashMap<>();
        List<Long> blocks = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            String where = "seed=" + seed + " step=" + step;
            if (blocks.size() < 20 || blocks.size() < 300 && random.nextBoolean()) {
                boolean sample = random.nextInt(4) == 0;
                long block = (sample ? either(random) : heaps.inner()).allocate(48 + random.nextInt(100), 16);
                sampled.put(block, sample);
                blocks.add(block);
            } else {
                long block = blocks.remove(random.nextInt(blocks.size()));
                either(random).free(block);
                Attribution last = Heaps.of(either(random), block);
                assertTrue(sampled.remove(block) || !last.isKnown(), where);
            }
            if (step % 10 == 0) {
                assertEquals(sampled, known(one), where);
            }
        }
    }

    private Allocator either(Random random) {
        return random.nextBoolean() ? one : other;
    }

    /** {@return of each live block whether anything is known of it} */
    private static Map<Long, Boolean> known(Allocator allocator) {
        Map<Long, Boolean> known = new HashMap<>();
        ((Attributed) allocator).forEachAttribution(0, (block, byteSize, attribution) -> {
            known.put(block, attribution.isKnown());
            return true;
        });
        return known;
    }

    @Test
    void shouldFindAllSamplesOfACounterThatCanCountNoFurther() {
        Heaps large = new Heaps("sample-bytes = 1", Region.of(Arena.ofAuto().allocate(16 << 20, 4096)),
                Region.of(Arena.ofAuto().allocate(SMALL_AREA_BYTE_SIZE, 4096)));
        Allocator allocator = large.decorated();
        int count = SMALL_COUNTERS * (COUNTER_MAX + 45);
        long[] blocks = new long[count];
        for (int i = 0; i < count; i++) {
            blocks[i] = allocator.allocate(16, 16);
        }
        // From its highest value, each would have come down to nothing when the last ones' turn comes.
        for (int turn = 0; turn < 10; turn++) {
            for (int i = turn; i < count; i += 10) {
                allocator.free(blocks[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            assertNotEquals(0, large.inner().allocate(16, 16));
        }
        Map<Long, Boolean> known = known(allocator);
        known.values().removeIf(it -> !it);
        assertEquals(Map.of(), known);
    }

    @Test
    void shouldFindBlocksThatAnotherProcessTracksThoughThisOneTakesSamples() {
        ((Attributed) one).setSampleByteSize(0);
        ((Attributed) other).setSampleByteSize(HARDLY_ANY);
        long[] blocks = new long[1000];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = one.allocate(32, 16);
        }
        for (long block : blocks) {
            other.free(block);
        }
        for (int i = 0; i < blocks.length; i++) {
            assertNotEquals(0, heaps.inner().allocate(32, 16));
        }
        assertEquals(blocks.length, known(one).size());
        assertTrue(known(one).values().stream().noneMatch(it -> it));
    }

    @Test
    void shouldFindTrackedBlocksAndSamplesAfterEachChangeOfTheRate() {
        Attributed rates = (Attributed) one;
        long sample = one.allocate(40, 16);
        rates.setSampleByteSize(0);
        long tracked = one.allocate(50, 16);
        String origin = Heaps.here(1);
        rates.setSampleByteSize(HARDLY_ANY);
        one.free(sample);
        one.free(tracked);
        assertEquals(origin, Heaps.of(one, tracked).origin());
        assertEquals(tracked, heaps.inner().allocate(50, 16));
        assertEquals(sample, heaps.inner().allocate(40, 16));
        assertEquals(Map.of(tracked, false, sample, false), known(one));
        one.free(tracked);
        one.free(sample);
        assertSame(Attribution.UNKNOWN, Heaps.of(one, tracked));
        assertSame(Attribution.UNKNOWN, Heaps.of(one, sample));
    }

    @Test
    void shouldSayWhoAllocatedASampleThatIsFreedTwice() {
        long block = one.allocate(48, 16);
        String allocated = Heaps.here(1);
        one.free(block);
        IllegalBlockException refusal = assertThrows(IllegalBlockException.class, () -> one.free(block));
        String now = Heaps.here(1).replace("TagFilterTest.should", "TagFilterTest.lambda$should")
                .replaceFirst(", line", "\\$0, line");
        assertEquals("block not live: block=" + block + " pool=region; it was freed before, or never allocated; allocated by "
                + allocated + "; freed now by " + now, refusal.getMessage().replaceFirst("\\$\\d+, line", "\\$0, line"));
    }

    @Test
    void shouldSayNothingOfAnEarlierSampleOnceItIsNotRemembered() {
        long first = one.allocate(48, 16);
        one.allocate(16, 16);
        one.free(first);
        // As many others are freed as drive it out.
        for (int i = 0; i < 1000; i++) {
            one.free(one.allocate(1000 + 16 * i, 16));
        }
        assertEquals(first, heaps.inner().allocate(48, 16));
        one.free(first);
        assertSame(Attribution.UNKNOWN, Heaps.of(one, first), "an earlier life was taken for the last one");
    }

    @Test
    void shouldKeepSamplesThatAreResized() {
        long block = one.allocate(1000, 16);
        for (int less = 990; less > 900; less -= 10) {
            assertTrue(one.resize(block, less));
            assertEquals(less, Heaps.of(one, block).byteSize());
        }
        long byteSize = heaps.inner().byteSize(block);
        other.free(block);
        assertEquals(block, heaps.inner().allocate(byteSize, 16));
        assertEquals(Map.of(block, false), known(one));
    }
}
