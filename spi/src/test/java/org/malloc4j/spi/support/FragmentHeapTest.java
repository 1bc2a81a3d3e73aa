package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Region;

class FragmentHeapTest {
    private static final long SIZE = 1 << 20;

    private final Region region = Memories.of(SIZE);
    private final FragmentHeap heap = FragmentHeap.format(region, 0);
    private final PoolStatistics empty = heap.statistics();

    @Test
    void shouldMergeWithBothNeighboursOnFree() {
        long left = heap.allocate(100, 16);
        long middle = heap.allocate(100, 16);
        long right = heap.allocate(100, 16);
        heap.allocate(100, 16);
        heap.free(left);
        heap.free(right);
        heap.flush(2);
        assertEquals(3, heap.statistics().freeFragments());
        heap.free(middle);
        heap.flush(1);
        assertEquals(2, heap.statistics().freeFragments());
        assertEquals(left, heap.allocate(3 * 104 + 8, 16));
        heap.verify();
    }

    @Test
    void shouldHoldBackOneSixtyFourthOfTheHeapAtTheMost() {
        List<Long> blocks = new ArrayList<>();
        for (long block = heap.allocate(40, 16); block != 0; block = heap.allocate(blocks.size() % 1000, 16)) {
            blocks.add(block);
        }
        blocks.forEach(heap::free);
        PoolStatistics freed = heap.statistics();
        assertEquals(0, freed.usedSize());
        assertEquals(0, freed.fragments());
        long heldBack = freed.realUsedSize() - empty.realUsedSize();
        assertTrue(heldBack > 0 && heldBack <= SIZE / 64, "heldBack=" + heldBack);
        heap.verify();
        assertNotEquals(0, heap.allocate(empty.largestFree(), 16), "what is held back must be merged before a refusal");
    }

    @Test
    void shouldHandOutTheFragmentFreedLast() {
        long first = heap.allocate(48, 16);
        long second = heap.allocate(48, 16);
        heap.allocate(48, 16);
        heap.free(first);
        heap.free(second);
        assertEquals(second, heap.allocate(48, 16));
        assertEquals(first, heap.allocate(48, 16));
        heap.verify();
    }

    @Test
    void shouldRefuseAKeptFragmentThatWasOverwritten() {
        long block = heap.allocate(48, 16);
        long live = heap.allocate(48, 16);
        heap.free(block);
        for (long link : new long[] {live - 8, 8, -8, SIZE, 12345}) {
            long head = HeapDescriptor.quick(SIZE) + 64 / 16 * 8;
            region.putLong(head, 1L << 48 | link & (1L << 48) - 1);
            assertThrows(HeapCorruptionException.class, () -> heap.allocate(48, 16), "link=" + link);
        }
    }

    @Test
    void shouldTakeSixteenBytesBesideALiveBlockAtMost() {
        for (long byteSize = 0; byteSize < 1024; byteSize++) {
            long before = heap.statistics().realUsedSize();
            long block = heap.allocate(byteSize, 16);
            long beside = heap.statistics().realUsedSize() - before - heap.byteSize(block);
            assertEquals(8, beside, "byteSize=" + byteSize);
            assertTrue(heap.byteSize(block) - byteSize < (byteSize <= 24 ? 25 : 16), "byteSize=" + byteSize);
        }
    }

    @Test
    void shouldGiveNinetyPercentOfAnEmptyMebibyteInOnePiece() {
        assertTrue(empty.largestFree() >= SIZE * 9 / 10, empty.toString());
        long block = heap.allocate(empty.largestFree(), 16);
        assertNotEquals(0, block);
        assertEquals(0, heap.statistics().largestFree());
        assertEquals(0, heap.allocate(0, 16));
        heap.free(block);
        assertEquals(0, heap.allocate(empty.largestFree() + 1, 16));
    }

    @Test
    void shouldFillTheHolesThatAlignedBlocksLeft() {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            blocks.add(heap.allocate(4096 - 8, 4096));
        }
        long largest = heap.statistics().largestFree();
        for (int i = 0; i < 20; i += 2) {
            heap.free(blocks.get(i));
        }
        for (int i = 0; i < 20; i += 2) {
            assertTrue(blocks.remove(heap.allocate(4096 - 8, 4096)), "not in a hole: block " + i);
        }
        assertEquals(largest, heap.statistics().largestFree());
        heap.verify();
    }

    @Test
    void shouldRefuseNothingThatAFragmentOfItsOwnClassCouldHold() {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            blocks.add(heap.allocate(10_000 + 16 * (i % 16), 16));
            blocks.add(heap.allocate(16, 16));
        }
        long largest = heap.statistics().largestFree();
        blocks.add(heap.allocate(largest, 16));
        for (int i = 0; i < 80; i += 2) {
            heap.free(blocks.get(i));
        }
        long wanted = heap.statistics().largestFree();
        assertTrue(wanted >= 10_240, "wanted=" + wanted);
        assertNotEquals(0, heap.allocate(wanted, 16));
        heap.verify();
    }

    @Test
    void shouldGrowAndShrinkWhereABlockLies() {
        long block = heap.allocate(1000, 16);
        long next = heap.allocate(1000, 16);
        heap.allocate(16, 16);
        assertFalse(heap.resize(block, 1500));
        heap.free(next);
        assertTrue(heap.resize(block, 1500));
        assertTrue(heap.byteSize(block) >= 1500);
        assertTrue(heap.resize(block, 10));
        assertEquals(24, heap.byteSize(block));
        assertTrue(heap.resize(block, 2000));
        heap.verify();
    }

    @Test
    void shouldSayWhatABlockIsThatIsNotLive() {
        long block = heap.allocate(100, 16);
        long freed = heap.allocate(100, 16);
        heap.allocate(100, 16);
        heap.free(freed);
        refuse(freed, "block not live: block=" + freed + " pool=region; it was freed before, or never allocated");
        refuse(block + 16, "block not live: block=" + (block + 16) + " pool=region; it lies 16 bytes inside the live "
                + "block " + block + " of 104 bytes");
        refuse(block + 1, "block not live: block=" + (block + 1) + " pool=region; it lies 1 byte inside the live "
                + "block " + block + " of 104 bytes");
        refuse(freed + 1, "block not live: block=" + (freed + 1) + " pool=region; it is no multiple of 16 and so was "
                + "never a block");
        refuse(-16, "block not live: block=-16 pool=region; it lies outside the pool's blocks, which are from " + block
                + " to 1048568");
        refuse(SIZE, "block not live: block=1048576 pool=region; it lies outside the pool's blocks, which are from "
                + block + " to 1048568");
        heap.verify();
    }

    @Test
    void shouldStoreTheBlockWhereItWasAsked() {
        long list = heap.allocate(64, 16);
        region.putLong(list + 8, 0);
        long block = heap.allocateInto(list + 8, 100, 16);
        assertEquals(block, region.getLong(list + 8));
        heap.freeFrom(list + 8);
        assertEquals(0, region.getLong(list + 8));
        assertEquals(1, heap.statistics().fragments());
        heap.freeFrom(list + 8);
        heap.verify();
    }

    @Test
    void shouldLeaveTheWordWhenItRefuses() {
        long list = heap.allocate(64, 16);
        region.putLong(list, 77);
        assertEquals(0, heap.allocateInto(list, SIZE, 16));
        assertEquals(77, region.getLong(list));
        assertThrows(IllegalBlockException.class, () -> heap.freeFrom(list));
        assertEquals(77, region.getLong(list));
        region.putLong(list, list);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> heap.freeFrom(list));
        assertEquals("word not in another live block: wordOffset=" + list + " block=" + list + " pool=region; it would "
                + "be lost with the block that it names", refused.getMessage());
        assertEquals(list, region.getLong(list));
        heap.verify();
    }

    @Test
    void shouldRefuseAFreeWhoseHeaderWasOverwritten() {
        long block = heap.allocate(100, 16);
        long header = region.getLong(block - 8);
        region.putLong(block - 8, 0x4141_4141_4141_4141L);
        HeapCorruptionException found = assertThrows(HeapCorruptionException.class, () -> heap.free(block));
        assertEquals("fragment header overwritten: at=" + (block - 8) + " block=" + block + " pool=region "
                + "header=0x4141414141414141; something wrote outside its own block, probably past the end of the "
                + "block before this one", found.getMessage());
        region.putLong(block - 8, header);
        heap.verify();
    }

    @Test
    void shouldRefuseToJoinWhatIsNoHeap() {
        HeapCorruptionException found =
                assertThrows(HeapCorruptionException.class, () -> FragmentHeap.attach(Memories.of(SIZE), 0));
        assertEquals("not a heap of this kind and size: pool=region byteSize=1048576; its first words were "
                + "overwritten, or another program wrote it", found.getMessage());
        assertThrows(HeapCorruptionException.class, () -> FragmentHeap.attach(region, 24));
    }

    @Test
    void shouldKeepTagsOfFreedBlocksUntilTheMemoryIsUsedAgain() {
        FragmentHeap tagged = FragmentHeap.format(Memories.of(SIZE), 24);
        long first = tagged.allocate(64, 16);
        long second = tagged.allocate(64, 16);
        tagged.allocate(64, 16);
        assertEquals(second - 24, tagged.tag(second));
        assertEquals(0, tagged.tag(second) % 8);
        tagged.free(second);
        tagged.free(first);
        tagged.verify();
    }

    private void refuse(long block, String sentence) {
        IllegalBlockException refused = assertThrows(IllegalBlockException.class, () -> heap.free(block));
        assertEquals(sentence, refused.getMessage());
        assertEquals(block, refused.block());
    }
}
