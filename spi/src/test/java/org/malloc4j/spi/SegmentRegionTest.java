package org.malloc4j.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SegmentRegionTest {
    private static final int BYTE_SIZE = 64;

    private final List<MemorySegment> segments =
            Stream.generate(() -> Arena.ofAuto().allocate(BYTE_SIZE, Long.BYTES)).limit(4).toList();
    /** More than there are constants. */
    private final List<Region> regions = segments.stream().map(SegmentRegionTest::pool).toList();

    private static Region pool(MemorySegment segment) {
        return Region.ofPool("pool", segment, Sharing.SHARED, Processes.alone(), (offset, byteSize) -> true);
    }

    @Test
    void shouldAccessItsOwnMemoryHoweverManyPoolsThereAre() {
        for (int i = 0; i < regions.size(); i++) {
            regions.get(i).putLong(0, i + 1);
            regions.get(i).putLongRelease(8, i + 11);
            assertTrue(regions.get(i).compareAndSetLong(16, 0, i + 21));
            assertFalse(regions.get(i).compareAndSetLong(16, 0, 99));
        }
        for (int i = 0; i < regions.size(); i++) {
            assertEquals(i + 1, regions.get(i).getLong(0));
            assertEquals(i + 11, regions.get(i).getLongAcquire(8));
            assertEquals(i + 1, segments.get(i).get(ValueLayout.JAVA_LONG, 0));
            assertEquals(i + 11, segments.get(i).get(ValueLayout.JAVA_LONG, 8));
            assertEquals(i + 21, segments.get(i).get(ValueLayout.JAVA_LONG, 16));
        }
    }
}
