package org.malloc4j.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.malloc4j.Pool;

/** Blocks on their way from one process to another: their numbers lie in memory that both see. */
final class SharedPoolBlocks implements Blocks {
    private final Pool pool;
    private final MemorySegment memory;
    private final MemorySegment numbers;

    SharedPoolBlocks(Pool pool, MemorySegment numbers) {
        this.pool = pool;
        this.memory = pool.segment();
        this.numbers = numbers;
    }

    private long get(int slot) {
        return numbers.getAtIndex(ValueLayout.JAVA_LONG, slot);
    }

    void put(int slot, long number) {
        numbers.setAtIndex(ValueLayout.JAVA_LONG, slot, number);
    }

    @Override
    public void allocate(int slot, long byteSize) {
        put(slot, pool.allocate(byteSize));
    }

    @Override
    public void reallocate(int slot, long byteSize) {
        put(slot, pool.reallocate(get(slot), byteSize));
    }

    @Override
    public void free(int slot) {
        pool.free(get(slot));
        put(slot, Pool.NULL);
    }

    @Override
    public void move(int slot, Blocks to, int toSlot) {
        ((PoolBlocks) to).put(toSlot, get(slot));
        put(slot, Pool.NULL);
    }

    @Override
    public void putLong(int slot, long offset, long value) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, get(slot) + offset, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, get(slot) + offset);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        memory.set(ValueLayout.JAVA_BYTE, get(slot) + offset, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return memory.get(ValueLayout.JAVA_BYTE, get(slot) + offset);
    }
}
