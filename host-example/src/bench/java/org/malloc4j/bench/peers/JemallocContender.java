package org.malloc4j.bench.peers;

import org.lwjgl.system.jemalloc.JEmalloc;
import org.malloc4j.bench.Blocks;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.Footprint;

/** jemalloc's heap. LWJGL builds it without statistics, so it doesn't tell what it has taken. */
final class JemallocContender implements Contender {
    @Override
    public Blocks blocks(int capacity) {
        return new JemallocBlocks(capacity);
    }

    @Override
    public Footprint footprint() {
        return Footprint.NONE;
    }

    @Override
    public void close() {
    }

    /** Blocks from {@code je_malloc}. */
    private static final class JemallocBlocks extends AddressBlocks {

        JemallocBlocks(int capacity) {
            super(capacity);
        }

        @Override
        long malloc(long byteSize) {
            return JEmalloc.nje_malloc(byteSize);
        }

        @Override
        long realloc(long address, long byteSize) {
            return JEmalloc.nje_realloc(address, byteSize);
        }

        @Override
        void release(long address) {
            JEmalloc.nje_free(address);
        }
    }
}
