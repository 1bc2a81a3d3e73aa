package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malloc4j.CorruptionReport;
import org.malloc4j.IllegalBlockException;

/** What was found damaged can be taken out of use, and the rest goes on. */
class RetirementTest {
    private static final byte WRITTEN = 'A';

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 16, 40, 300})
    void shouldGoOnAfterAnOverrunWasRetired(int distance) {
        Ground ground = new Ground(QMallocHeap::new, 1 << 20, 0, new QMallocSettings(4096, 64, 0));
        List<Long> blocks = LongStream.range(0, 10).map(i -> ground.allocate(100)).boxed().toList();
        long block = blocks.get(4);
        ground.memory().asSlice(block + 100, distance).fill(WRITTEN);
        CorruptionReport report = Ground.finding(ground.allocator()::free, block);
        assertTrue(ground.allocator().retire(report), report::text);
        ground.allocator().verify();
        long retired = ground.allocator().retired();
        assertTrue(retired >= 1, () -> "retired=" + retired);
        blocks.forEach(ground.allocator()::free);
        ground.allocator().trim();
        ground.allocator().verify();
        assertEquals(retired, ground.allocator().retired());
        assertEquals(0, ground.allocator().statistics().fragments());
        for (int i = 0; i < 2000; i++) {
            assertNotEquals(block, ground.allocate(100), "what was retired is not used again");
        }
        assertThrows(IllegalBlockException.class, () -> ground.allocator().free(block));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 16, 40})
    void shouldGoOnAfterAnUnderrunWasRetired(int distance) {
        Ground ground = new Ground(QMallocHeap::new, 1 << 20, 0, new QMallocSettings(4096, 64, 0));
        List<Long> blocks = LongStream.range(0, 10).map(i -> ground.allocate(100)).boxed().toList();
        long block = blocks.get(4);
        ground.memory().asSlice(block - distance, distance).fill(WRITTEN);
        CorruptionReport report = Ground.finding(ground.allocator()::free, block);
        assertTrue(ground.allocator().retire(report), report::text);
        blocks.forEach(ground.allocator()::free);
        ground.allocator().trim();
        ground.allocator().verify();
    }

    /** What a block holds is its owner's: nothing is mended where only a mark says that another block starts. */
    @Test
    void shouldLeaveContentsAloneWhenAMarkIsWrong() {
        Ground ground = new Ground(QMallocHeap::new, 1 << 20, 0, new QMallocSettings(4096, 64, 0));
        List<Long> blocks = LongStream.range(0, 10).map(i -> ground.allocate(1000)).boxed().toList();
        long block = blocks.get(4);
        byte[] contents = ground.memory().asSlice(block, 1000).toArray(ValueLayout.JAVA_BYTE);
        for (long inside = block + 16; inside < block + 1000; inside += 16) {
            long at = ground.heap().markOf(inside);
            long marks = ground.memory().get(ValueLayout.JAVA_LONG, at);
            ground.memory().set(ValueLayout.JAVA_LONG, at, marks | 1L << (inside >>> 4));
            assertFalse(ground.allocator().retire(Ground.finding(ground.allocator()::free, blocks.get(5))));
            CorruptionReport overrun = new CorruptionReport(CorruptionReport.Kind.OVERRUN, "ground", inside, 8, 1, false,
                    CorruptionReport.Evidence.NONE, CorruptionReport.Neighbour.UNKNOWN, CorruptionReport.Neighbour.UNKNOWN,
                    inside, 0, 0, CorruptionReport.Noticed.here("free"), List.of());
            assertFalse(ground.allocator().retire(overrun));
            ground.memory().set(ValueLayout.JAVA_LONG, at, marks);
        }
        assertArrayEquals(contents, ground.memory().asSlice(block, 1000).toArray(ValueLayout.JAVA_BYTE));
        ground.allocator().verify();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 99})
    void shouldSetAsideWhatWasWrittenToAfterFree(int at) {
        Ground ground = new Ground(QMallocHeap::new, 1 << 20, 0, new QMallocSettings(4096, 1, 4));
        ground.allocate(10);
        long block = ground.allocate(100);
        long last = ground.allocate(10);
        ground.allocator().free(block);
        ground.memory().asSlice(block + at, 1).fill(WRITTEN);
        CorruptionReport report = null;
        for (int i = 0; report == null && i < 4; i++) {
            report = Ground.finding(() -> ground.allocator().resize(last, 10));
        }
        assertTrue(ground.allocator().retire(report), report.text());
        ground.allocator().trim();
        ground.allocator().verify();
        assertEquals(1, ground.allocator().retired());
        assertEquals(144, ground.allocator().retiredByteSize());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 24})
    void shouldRetireNothingForANumberThatIsNoBlock(long tagByteSize) {
        Ground ground = new Ground(QMallocHeap::new, 1 << 20, tagByteSize, Ground.USUAL);
        long block = ground.allocate(100);
        IllegalBlockException e = assertThrows(IllegalBlockException.class, () -> ground.allocator().free(block + 16));
        assertFalse(ground.allocator().retire(e.report().orElseThrow()));
        ground.allocator().free(block);
        e = assertThrows(IllegalBlockException.class, () -> ground.allocator().free(block));
        assertFalse(ground.allocator().retire(e.report().orElseThrow()));
    }
}
