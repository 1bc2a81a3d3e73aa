package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import org.malloc4j.spi.Allocator;

/** Changes a block's size the way a pool does it for hosts: in place or, if that can't be done, by moving it. */
final class Reallocation {

    private Reallocation() {
    }

    /**
     * {@return the block under its new number, or 0 if the request was refused and the old block is untouched}
     *
     * @param allocator whose block it is
     * @param memory    the region's memory
     * @param block     a live block
     * @param byteSize  the new size in bytes
     */
    static long reallocate(Allocator allocator, MemorySegment memory, long block, long byteSize) {
        if (allocator.resize(block, byteSize)) {
            return block;
        }
        long moved = allocator.allocate(byteSize, 16);
        if (moved != 0) {
            MemorySegment.copy(memory, block, memory, moved, Math.min(byteSize, allocator.byteSize(block)));
            allocator.free(block);
        }
        return moved;
    }
}
