package org.malloc4j.debugged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.debugged.wrapper.Buffers;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;
import org.malloc4j.spi.Attribution;

/** Which line of code is named for a block, and for how long. */
class OriginTest {
    private final Heaps heaps = new Heaps("");
    private final Allocator allocator = heaps.decorated();

    @Test
    void shouldNameTheLineThatAllocated() {
        long before = System.currentTimeMillis();
        long block = allocator.allocate(100, 16);
        String origin = Heaps.here(1);
        Attribution attribution = Heaps.of(allocator, block);
        assertEquals(new Attribution(origin, "", ProcessHandle.current().pid(), Thread.currentThread().getName(),
                attribution.epochMillis(), 100, 0), attribution);
        assertTrue(attribution.epochMillis() >= before - 1000 && attribution.epochMillis() <= System.currentTimeMillis());
    }

    @Test
    void shouldTellLinesOfOneMethodApart() {
        long one = allocator.allocate(1, 16);
        long other = allocator.allocate(1, 16);
        assertEquals(Heaps.here(2), Heaps.of(allocator, one).origin());
        assertEquals(Heaps.here(2), Heaps.of(allocator, other).origin());
    }

    @Test
    void shouldTellMethodsWhoseCodeLooksTheSameApart() {
        // Often enough for lines to be known by their place in the code.
        for (int i = 0; i < 5_000; i++) {
            assertOrigin("[OriginTest.java: OriginTest.twin, line 59]", twin());
            assertOrigin("[OriginTest.java: OriginTest.twin, line 63]", twin(16));
            assertOrigin("[OriginTest.java: OriginTest.sibling, line 67]", sibling());
        }
    }

    private void assertOrigin(String origin, long block) {
        assertEquals(origin, Heaps.of(allocator, block).origin());
        allocator.free(block);
    }

    private long twin() {
        return allocator.allocate(32, 16);
    }

    private long twin(long byteAlignment) {
        return allocator.allocate(32, 16);
    }

    private long sibling() {
        return allocator.allocate(32, 16);
    }

    @Test
    void shouldNameTheCallerOfAWrapper() {
        Allocator unwrapped = new Heaps("skip-packages = [org.malloc4j.debugged.wrapper]").decorated();
        long block = new Buffers(unwrapped).buffer(10);
        assertEquals(Heaps.here(1), Heaps.of(unwrapped, block).origin());
        long named = new Buffers(allocator).buffer(10);
        assertEquals("[Buffers.java: Buffers.zeroFilled, line 13]", Heaps.of(allocator, named).origin());
    }

    @Test
    void shouldNotTakeAPackageForAWrapperThatOnlyStartsLikeIt() {
        Allocator other = new Heaps("skip-packages = [org.malloc4j.debugged.wrap]").decorated();
        assertEquals("[Buffers.java: Buffers.zeroFilled, line 13]",
                Heaps.of(other, new Buffers(other).buffer(10)).origin());
    }

    @Test
    void shouldNameTheOutermostLineIfAllAreWrappers() throws InterruptedException {
        Allocator all = new Heaps("skip-packages = [org.malloc4j, java]").decorated();
        List<Long> blocks = new ArrayList<>();
        Thread thread = new Thread(() -> blocks.add(all.allocate(1, 16)));
        thread.start();
        thread.join();
        String origin = Heaps.of(all, blocks.getFirst()).origin();
        assertTrue(origin.startsWith("[Thread.java: Thread.run, line "), origin);
    }

    @Test
    void shouldNameAsManyFramesAsAsked() {
        Allocator deep = new Heaps("depth = 3").decorated();
        long block = new Buffers(deep).buffer(10);
        assertEquals("[Buffers.java: Buffers.zeroFilled, line 13] < [Buffers.java: Buffers.buffer, line 9] < "
                + Heaps.here(2), Heaps.of(deep, block).origin());
    }

    @Test
    void shouldNameLinesOfVirtualThreadsAndLambdas() throws InterruptedException {
        List<Attribution> seen = new ArrayList<>();
        Thread thread = Thread.startVirtualThread(() -> seen.add(Heaps.of(allocator, allocator.allocate(1, 16))));
        String origin = Heaps.here(1);
        thread.join();
        assertEquals(origin.replace("shouldNameLinesOfVirtualThreadsAndLambdas", "lambda"),
                seen.getFirst().origin().replaceFirst("lambda\\$[A-Za-z]+\\$\\d+", "lambda"));
        assertEquals("virtual", seen.getFirst().thread());
    }

    @Test
    void shouldNameTheLineThatResizedLast() {
        long block = allocator.allocate(1000, 16);
        assertTrue(allocator.resize(block, 900));
        assertEquals(Heaps.here(1), Heaps.of(allocator, block).origin());
        assertEquals(900, Heaps.of(allocator, block).byteSize());
        assertFalse(allocator.resize(block, Heaps.REGION_BYTE_SIZE));
        assertEquals(Heaps.here(4), Heaps.of(allocator, block).origin());
    }

    @Test
    void shouldNameTheLineThatAllocatedIntoAWord() {
        long holder = allocator.allocate(64, 16);
        long block = Heaps.recoverable(allocator).allocateInto(holder, 50, 16);
        assertEquals(Heaps.here(1), Heaps.of(allocator, block).origin());
        Heaps.recoverable(allocator).freeFrom(holder);
        assertEquals(Heaps.here(1), Heaps.of(allocator, block).freedBy());
    }

    @Test
    void shouldNameWhoFreedABlockUntilItsMemoryIsUsedAgain() {
        long block = allocator.allocate(48, 16);
        String allocated = Heaps.here(1);
        allocator.free(block);
        String freed = Heaps.here(1);
        Attribution known = Heaps.of(allocator, block);
        assertEquals(List.of(allocated, freed), List.of(known.origin(), known.freedBy()));
        IllegalBlockException refusal = assertThrows(IllegalBlockException.class, () -> allocator.free(block));
        String now = Heaps.here(1).replace("OriginTest.should", "OriginTest.lambda$should").replace(", line", "$0, line");
        assertEquals("block not live: block=" + block + " pool=region; it was freed before, or never allocated; allocated "
                + "by " + allocated + "; freed first by " + freed + "; freed now by " + now, refusal.getMessage());
        assertEquals(block, allocator.allocate(48, 16));
        assertEquals("", Heaps.of(allocator, block).freedBy());
        assertEquals(Heaps.here(2), Heaps.of(allocator, block).origin());
    }

    @Test
    void shouldNotTakeWhatAnEarlierBlockLeftForTheOriginOfThisOne() {
        long block = allocator.allocate(48, 16);
        allocator.free(block);
        assertEquals(block, heaps.inner().allocate(48, 16));
        ((Attributed) allocator).forEachAttribution(0, (seen, byteSize, attribution) -> {
            assertSame(Attribution.UNKNOWN, attribution);
            return true;
        });
        allocator.free(block);
        assertSame(Attribution.UNKNOWN, Heaps.of(allocator, block), "an earlier life was taken for the last one");
    }

    @Test
    void shouldLetAnotherProcessReadOrigins() {
        long block = allocator.allocate(10, 16);
        String origin = Heaps.here(1);
        Allocator other = heaps.decorated();
        List<String> seen = new ArrayList<>();
        ((Attributed) other).forEachAttribution(0, (at, byteSize, attribution) -> seen.add(attribution.origin()));
        assertEquals(List.of(origin), seen);
        other.free(block);
        assertEquals(Heaps.here(1), Heaps.of(allocator, block).freedBy());
    }

    @Test
    void shouldWalkLiveBlocksOnlyAndResume() {
        long[] blocks = new long[20];
        LongSupplier more = () -> allocator.allocate(70, 16);
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = more.getAsLong();
        }
        allocator.free(blocks[3]);
        List<Long> seen = new ArrayList<>();
        long from = 0;
        do {
            from = ((Attributed) allocator).forEachAttribution(from, (block, byteSize, attribution) -> {
                assertTrue(attribution.isKnown());
                seen.add(block);
                return false;
            });
        } while (from != 0);
        assertEquals(blocks.length - 1, seen.size());
        assertFalse(seen.contains(blocks[3]));
    }

    @Test
    void shouldSaveNothingForNumbersThatAreNoBlocks() {
        long block = allocator.allocate(10, 16);
        for (long number : new long[] {-1, 0, 1, 8, 16, block + 1, block + 16, Heaps.REGION_BYTE_SIZE, Long.MAX_VALUE}) {
            assertSame(Attribution.UNKNOWN, Heaps.of(allocator, number), "number=" + number);
        }
    }
}
