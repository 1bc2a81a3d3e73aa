package org.malloc4j.debugged.wrapper;

import org.malloc4j.spi.Allocator;

/** A host's own wrapper around its pool. */
public record Buffers(Allocator allocator) {
    /** {@return a block} @param byteSize its size */
    public long buffer(long byteSize) {
        return zeroFilled(byteSize);
    }

    private long zeroFilled(long byteSize) {
        return allocator.allocate(byteSize, 16);
    }
}
