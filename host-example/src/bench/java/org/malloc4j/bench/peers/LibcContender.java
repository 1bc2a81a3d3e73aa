package org.malloc4j.bench.peers;

import org.malloc4j.bench.Blocks;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.Footprint;

/**
 * The C library's heap. What it has taken is what {@code mallinfo2} says is in use, headers included, less what the JVM had
 * taken of it before.
 */
final class LibcContender implements Contender {
    private final long before = Libc.bytesInUse();

    @Override
    public Blocks blocks(int capacity) {
        return new LibcBlocks(capacity);
    }

    @Override
    public Footprint footprint() {
        return Footprint.ofTaken(Math.max(0, Libc.bytesInUse() - before));
    }

    @Override
    public void trim() {
        Libc.trim();
    }

    @Override
    public void close() {
    }

    /** Blocks from {@code malloc}. */
    private static final class LibcBlocks extends AddressBlocks {

        LibcBlocks(int capacity) {
            super(capacity);
        }

        @Override
        long malloc(long byteSize) {
            return Libc.malloc(byteSize);
        }

        @Override
        long realloc(long address, long byteSize) {
            return Libc.realloc(address, byteSize);
        }

        @Override
        void release(long address) {
            Libc.free(address);
        }
    }
}
