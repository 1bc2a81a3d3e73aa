package org.malloc4j.hpmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.malloc4j.PoolStatistics;

/** Figures are read without a lock, whatever others are in the middle of. */
class SpanStatisticsTest {
    private static final int BLOCKS = 500;

    @Test
    void shouldFindNoDamageWhateverIsHalfDone() {
        try (Neighbours neighbours = new Neighbours(1 << 20)) {
            HpMallocAllocator reader = neighbours.join(1);
            PoolStatistics fresh = reader.statistics();
            AtomicInteger looks = new AtomicInteger();
            HpMallocAllocator watched = neighbours.storing(2, offset -> {
                looks.incrementAndGet();
                PoolStatistics now = reader.statistics();
                assertTrue(now.usedSize() >= 0 && now.fragments() >= 0 && now.fragments() <= BLOCKS, now.toString());
            });
            List<Long> blocks = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                blocks.add(watched.allocate(i, 16));
            }
            blocks.forEach(watched::free);
            watched.trim();
            assertTrue(looks.get() > 4 * BLOCKS, "looks: " + looks);
            assertEquals(fresh.freeSize(), reader.statistics().freeSize());
        }
    }

    /** Between looking for its mark and reading its header, a span is given back. */
    @Test
    void shouldFindNoDamageWhereASpanIsGivenBackMeanwhile() {
        try (Neighbours neighbours = new Neighbours(1 << 20)) {
            HpMallocAllocator owner = neighbours.join(1);
            long block = owner.allocate(100, 16);
            owner.free(block);
            Spans spans = neighbours.spans();
            long header = spans.base(spans.spanOf(block)) - Long.BYTES;
            AtomicInteger reads = new AtomicInteger();
            HpMallocAllocator reader = neighbours.reading(2, offset -> {
                if (offset == header && reads.getAndIncrement() == 0) {
                    owner.trim();
                }
            });
            assertEquals(0, reader.statistics().fragments());
            assertTrue(reads.get() > 0, "the header wasn't read");
        }
    }
}
