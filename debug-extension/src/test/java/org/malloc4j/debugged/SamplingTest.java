package org.malloc4j.debugged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.malloc4j.management.Dump;
import org.malloc4j.management.DumpLine;
import org.malloc4j.management.DumpSubject;
import org.malloc4j.management.Grouping;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;

/** What samples say of all. */
class SamplingTest {
    /** Of a million builds, one may see an estimate so many standard errors off. */
    private static final double SIGMAS = 5;

    @Test
    void shouldEstimateBytesAndCountsOfEachLineWithoutBias() {
        Allocator allocator = new Heaps("sample-bytes = 2 KiB").decorated();
        double truth = 0;
        Random sizes = new Random(7);
        for (int i = 0; i < 3000; i++) {
            int byteSize = 1 + sizes.nextInt(1000);
            allocator.allocate(byteSize, 16);
            truth += byteSize;
        }
        for (int i = 0; i < 100; i++) {
            allocator.allocate(8000, 16);
        }
        Dump dump = dump(allocator);
        assertTrue(dump.sampled());
        assertEquals(2, dump.lines().size(), dump::toText);
        assertNear(truth, dump.lines().get(0));
        assertNear(800_000, dump.lines().get(1));
        assertTrue(Math.abs(100 - dump.lines().get(1).count()) < 8, dump::toText);
        assertTrue(dump.lines().get(0).standardError() > 2 * dump.lines().get(1).standardError(), dump::toText);
    }

    @Test
    void shouldTakeBlocksOfOneSizeIndependentlyOfOneAnother() {
        Allocator allocator = new Heaps("sample-bytes = 1 KiB").decorated();
        for (int i = 0; i < 2000; i++) {
            allocator.allocate(1024, 16);
        }
        assertNear(2000 * 1024, dump(allocator).lines().getFirst());
    }

    @Test
    void shouldNotWriteDownWhoFreesASample() {
        Allocator allocator = new Heaps("sample-bytes = 1").decorated();
        long block = allocator.allocate(100, 16);
        String origin = Heaps.here(1);
        allocator.free(block);
        assertEquals(List.of(origin, ""), List.of(Heaps.of(allocator, block).origin(), Heaps.of(allocator, block).freedBy()));
    }

    @Test
    void shouldWeighEachSampleByTheRateAtWhichItWasTaken() {
        Allocator allocator = new Heaps("sample-bytes = 1 KiB").decorated();
        Attributed rates = (Attributed) allocator;
        int truth = 0;
        for (int i = 0; i < 4000; i++) {
            rates.setSampleByteSize(i < 1000 ? 1024 : i < 2000 ? 16_384 : i < 3000 ? 0 : 4096);
            allocator.allocate(500, 16);
            truth += 500;
        }
        assertNear(truth, dump(allocator).lines().getFirst());
    }

    @Test
    void shouldForgetASampleWhenItIsFreedOrNotTakenAgainOnResize() {
        Allocator allocator = new Heaps("").decorated();
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            blocks.add(allocator.allocate(100, 16));
        }
        ((Attributed) allocator).setSampleByteSize(1 << 30);
        blocks.forEach(block -> assertTrue(allocator.resize(block, 90)));
        assertEquals(List.of(), dump(allocator).lines());
        ((Attributed) allocator).setSampleByteSize(0);
        blocks.forEach(block -> assertTrue(allocator.resize(block, 80)));
        assertEquals(8000, dump(allocator).lines().getFirst().byteSize());
        ((Attributed) allocator).setSampleByteSize(1 << 30);
        blocks.forEach(allocator::free);
        for (int i = 0; i < 100; i++) {
            allocator.allocate(100, 16);
        }
        assertEquals(List.of(), dump(allocator).lines(), "what was freed was taken for what came after");
    }

    @Test
    void shouldRefuseARateThatCannotBe() {
        Attributed rates = (Attributed) new Heaps("").decorated();
        assertEquals("not a mean distance of samples: byteSize=-1; allowed: 1 to 2147483648 bytes, or 0 to track every block",
                assertThrows(IllegalArgumentException.class, () -> rates.setSampleByteSize(-1)).getMessage());
        for (int i = 1; i <= 63; i++) {
            rates.setSampleByteSize(i);
        }
        assertEquals("too many rates of samples: byteSize=64 pool=region; the pool's tags have room for 63 in its life. Use "
                + "one of those, or 0 to track every block.",
                assertThrows(IllegalArgumentException.class, () -> rates.setSampleByteSize(64)).getMessage());
        rates.setSampleByteSize(5);
        assertEquals(5, rates.sampleByteSize());
    }

    private static void assertNear(double truth, DumpLine line) {
        assertTrue(line.standardError() > 0 && Math.abs(line.byteSize() - truth) < SIGMAS * line.standardError(),
                "truth=" + truth + " " + line);
    }

    private static Dump dump(Allocator allocator) {
        return Dump.of(allocator, new DumpSubject(1, "test", "pkg", "F_MALLOC_DBG", Instant.now()), Grouping.ORIGIN);
    }
}
