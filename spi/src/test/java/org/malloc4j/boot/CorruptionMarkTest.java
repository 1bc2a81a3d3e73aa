package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.malloc4j.spi.Region;

/** The mark of a corrupt pool is one store: whoever is killed on the way leaves all of it, or none. */
class CorruptionMarkTest {
    private static final CorruptionMark FIRST = new CorruptionMark(4_194_304, Instant.ofEpochSecond(1_795_464_225));
    private static final CorruptionMark SECOND = new CorruptionMark(1, Instant.ofEpochSecond(0xFFFF_FFFFL));

    private final Region words = Region.of(MemorySegment.ofArray(new long[(int) SuperblockDescriptor.PAGE / Long.BYTES]));

    @Test
    void shouldBeReadAsItWasMade() {
        assertEquals(Optional.of(FIRST), CorruptionMark.of(FIRST.word()));
        assertEquals(Optional.of(SECOND), CorruptionMark.of(SECOND.word()));
        assertEquals(Optional.empty(), CorruptionMark.of(CorruptionMark.NONE));
    }

    @Test
    void shouldBeMadeByOneStoreThatTheFirstOneMakes() {
        int[] stores = new int[1];
        Superblock superblock = new Superblock(new HaltingRegion(words, count -> stores[0] = count));
        assertEquals(Optional.empty(), superblock.corruption());
        superblock.markCorrupt(FIRST);
        assertEquals(Optional.of(FIRST), superblock.corruption());
        assertEquals(1, stores[0]);
        superblock.markCorrupt(SECOND);
        assertEquals(Optional.of(FIRST), superblock.corruption());
    }
}
