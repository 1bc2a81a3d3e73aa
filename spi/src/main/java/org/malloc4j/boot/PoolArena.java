package org.malloc4j.boot;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.malloc4j.Pool;

/**
 * The JDK's arena over a pool. Its segments are slices of the pool's memory: after {@link #close()} the arena's own scope
 * is no longer alive, but theirs, which is the whole pool's, still is.
 */
final class PoolArena implements Arena {
    private final Pool pool;
    private final MemorySegment segment;
    private boolean closed;
    /** Made when somebody asks for the scope: few do, and closing one stops every thread for a moment. */
    private Arena lifetime;
    private long[] blocks = new long[8];
    private int size;

    PoolArena(Pool pool) {
        this.pool = pool;
        this.segment = pool.segment();
    }

    @Override
    public synchronized MemorySegment allocate(long byteSize, long byteAlignment) {
        checkOpen();
        if (size == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * size);
        }
        long block = pool.allocate(byteSize, byteAlignment);
        blocks[size++] = block;
        return segment.asSlice(block, byteSize).fill((byte) 0);
    }

    @Override
    public synchronized MemorySegment.Scope scope() {
        if (lifetime == null) {
            lifetime = Arena.ofShared();
            if (closed) {
                lifetime.close();
            }
        }
        return lifetime.scope();
    }

    /** Frees what it gave. If one block turns out to be freed already, the rest is freed all the same. */
    @Override
    public synchronized void close() {
        checkOpen();
        closed = true;
        if (lifetime != null) {
            lifetime.close();
        }
        RuntimeException failure = null;
        for (int i = 0; i < size; i++) {
            try {
                pool.free(blocks[i]);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("arena is closed: pool=" + pool.role().key()
                    + "; use it before close(), or take another one");
        }
    }
}
