package org.malloc4j.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import org.malloc4j.Pool;

/**
 * Blocks of a pool whose memory is a constant, as in a host that keeps it in a static final field, and as the peers' is. Each
 * pool has a hidden copy of this class, because there may be several in a test.
 */
final class ConstantPoolBlocks extends PoolBlocks {
    private static final Pool POOL = pool();
    private static final MemorySegment MEMORY = POOL.segment();

    private ConstantPoolBlocks(long overhead, int capacity) {
        super(POOL, overhead, capacity);
    }

    private static Pool pool() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", Pool.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public void putLong(int slot, long offset, long value) {
        MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, number(slot) + offset, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, number(slot) + offset);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, number(slot) + offset, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, number(slot) + offset);
    }
}
