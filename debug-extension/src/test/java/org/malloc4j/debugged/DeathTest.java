package org.malloc4j.debugged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;
import org.malloc4j.spi.Attribution;
import org.malloc4j.spi.Region;

/** What survivors say of blocks whose process died between any two stores. */
class DeathTest {

    @Test
    void shouldSayThatAnOriginIsUnknownRatherThanTakeAnothersForIt() {
        int died = 0;
        int unknown = 0;
        for (int stores = 0; died == stores; stores++) {
            Region memory = Region.of(Arena.ofAuto().allocate(1 << 20, 4096));
            DyingRegion region = new DyingRegion(memory);
            Heaps heaps = new Heaps("", region, Region.of(Arena.ofAuto().allocate(Heaps.AREA_BYTE_SIZE, 4096)));
            Allocator allocator = heaps.decorated();
            long holder = allocator.allocate(64, 16);
            memory.putLong(holder, 0);
            // What an earlier life left lies where the next block's tag will be.
            allocator.free(allocator.allocate(48, 16));
            region.dieAfter(stores);
            try {
                Heaps.recoverable(allocator).allocateInto(holder, 48, 16);
                String origin = Heaps.here(1);
                region.dieAfter(Long.MAX_VALUE);
                assertEquals(List.of(48L + ":" + origin), others(heaps, holder));
            } catch (DyingRegion.Died e) {
                died++;
                region.dieAfter(Long.MAX_VALUE);
                List<String> found = others(heaps, holder);
                assertTrue(found.isEmpty() || found.getFirst().startsWith("-1:"), found::toString);
                unknown += found.size();
            }
        }
        assertTrue(died > 4 && unknown > 2, "died=" + died + " unknown=" + unknown);
    }

    @Test
    void shouldNeverShowTheOldSizeBesideTheNewOrigin() {
        int died = 0;
        for (int stores = 0; died == stores; stores++) {
            DyingRegion region = new DyingRegion(Region.of(Arena.ofAuto().allocate(1 << 20, 4096)));
            Heaps heaps = new Heaps("", region, Region.of(Arena.ofAuto().allocate(Heaps.AREA_BYTE_SIZE, 4096)));
            Allocator allocator = heaps.decorated();
            long block = allocator.allocate(1000, 16);
            String before = "1000:" + Heaps.here(1);
            region.dieAfter(stores);
            String after = "900:" + Heaps.here(-2);
            try {
                allocator.resize(block, 900);
                region.dieAfter(Long.MAX_VALUE);
                assertEquals(List.of(after), others(heaps, 0));
            } catch (DyingRegion.Died e) {
                died++;
                region.dieAfter(Long.MAX_VALUE);
                List<String> found = others(heaps, 0);
                assertTrue(List.of(before, "-1:", after).contains(found.getFirst()), found + " after " + stores + " stores");
            }
        }
        assertTrue(died > 4, "died=" + died);
    }

    @Test
    void shouldInternATextWholeOrNotAtAll() {
        int died = 0;
        for (int stores = 0; died == stores; stores++) {
            DyingRegion area = new DyingRegion(Region.of(Arena.ofAuto().allocate(Heaps.AREA_BYTE_SIZE, 4096)));
            Heaps heaps = new Heaps("", Region.of(Arena.ofAuto().allocate(1 << 20, 4096)), area);
            Allocator allocator = heaps.decorated();
            area.dieAfter(stores);
            try {
                allocator.allocate(10, 16);
            } catch (DyingRegion.Died e) {
                died++;
            }
            area.dieAfter(Long.MAX_VALUE);
            Allocator survivor = heaps.decorated();
            long block = survivor.allocate(10, 16);
            assertEquals(Heaps.here(1), Heaps.of(survivor, block).origin());
        }
        assertTrue(died > 4, "died=" + died);
    }

    @Test
    void shouldFindEverySampleThatADeadProcessLeft() {
        int died = 0;
        for (int stores = 0; died == stores; stores++) {
            DyingRegion region = new DyingRegion(Region.of(Arena.ofAuto().allocate(1 << 20, 4096)));
            Heaps heaps = new Heaps("sample-bytes = 1", region,
                    region.beside(Region.of(Arena.ofAuto().allocate(4096, 4096))));
            try {
                beBornAndDie(heaps, region, stores);
            } catch (DyingRegion.Died e) {
                died++;
            }
            region.dieAfter(Long.MAX_VALUE);
            heaps.inner().verify();
            Allocator survivor = heaps.decorated();
            List<Long> blocks = new ArrayList<>();
            survivor.forEachBlock(0, (block, byteSize, live) -> !live || blocks.add(block));
            blocks.forEach(survivor::free);
            // Where the dead one's blocks were there are others now, of which nothing is known.
            for (long byteSize : new long[] {64, 1000, 48}) {
                assertNotEquals(0, heaps.inner().allocate(byteSize, 16));
            }
            assertEquals(List.of("-1:", "-1:", "-1:"), others(heaps, 0), "after " + stores + " stores");
        }
        assertTrue(died > 50, "died=" + died);
    }

    private static void beBornAndDie(Heaps heaps, DyingRegion region, int stores) {
        Allocator allocator = heaps.decorated();
        long holder = allocator.allocate(64, 16);
        region.putLong(holder, 0);
        long block = allocator.allocate(1000, 16);
        region.dieAfter(stores);
        Heaps.recoverable(allocator).allocateInto(holder, 48, 16);
        allocator.resize(block, 900);
        Heaps.recoverable(allocator).freeFrom(holder);
        allocator.free(block);
    }

    /** What a survivor knows of all blocks but one, as {@code size:origin}. */
    private static List<String> others(Heaps heaps, long known) {
        heaps.inner().verify();
        List<String> found = new ArrayList<>();
        ((Attributed) heaps.decorated()).forEachAttribution(0, (block, byteSize, attribution) -> {
            if (block != known) {
                found.add(attribution.byteSize() + ":" + attribution.origin());
            }
            return true;
        });
        assertTrue(Attribution.UNKNOWN.origin().isEmpty());
        return found;
    }
}
