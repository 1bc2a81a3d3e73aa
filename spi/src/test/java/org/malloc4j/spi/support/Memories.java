package org.malloc4j.spi.support;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/** Regions for tests, full of what nobody should rely on. */
final class Memories {
    private Memories() {
    }

    static MemorySegment dirty(long byteSize) {
        MemorySegment segment = Arena.ofAuto().allocate(byteSize, 4096);
        for (long i = 0; i + 8 <= byteSize; i += 8) {
            segment.set(ValueLayout.JAVA_LONG, i, 0xA5A5_5A5A_A5A5_5A5AL * (i + 1));
        }
        return segment;
    }

    static Region shared(MemorySegment segment, Processes processes) {
        return Region.of("shm", segment, Sharing.SHARED, processes, (offset, byteSize) -> true);
    }

    static Region of(long byteSize) {
        return Region.of(dirty(byteSize));
    }
}
