package org.malloc4j.bench.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.jemalloc.JEmalloc;
import org.malloc4j.bench.Blocks;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.Footprint;

/** jemalloc's heap. What it has taken is its {@code stats.active}: the pages with live blocks in them. */
final class JemallocContender implements Contender {
    private final long before = active();

    @Override
    public Blocks blocks(int capacity) {
        return new JemallocBlocks(capacity);
    }

    @Override
    public Footprint footprint() {
        return Footprint.ofTaken(Math.max(0, active() - before));
    }

    @Override
    public void close() {
    }

    private static long active() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            ByteBuffer value = stack.calloc(Long.BYTES).order(ByteOrder.nativeOrder());
            PointerBuffer size = stack.pointers(Long.BYTES);
            ByteBuffer epoch = stack.malloc(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, 1);
            JEmalloc.je_mallctl(stack.ASCII("epoch"), null, null, epoch);
            int error = JEmalloc.je_mallctl(stack.ASCII("stats.active"), value, size, null);
            return error == 0 ? value.getLong(0) : Footprint.UNKNOWN;
        }
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
