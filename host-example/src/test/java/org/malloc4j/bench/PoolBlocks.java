package org.malloc4j.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.malloc4j.Pool;

/** Blocks of a pool, kept as their numbers on the Java heap. */
final class PoolBlocks implements Blocks {
    private final Pool pool;
    private final MemorySegment memory;
    private final long[] numbers;
    private final long overhead;

    /** @param overhead what the pool's own marks and tables take of it */
    PoolBlocks(Pool pool, long overhead, int capacity) {
        this.pool = pool;
        this.overhead = overhead;
        this.memory = pool.segment();
        this.numbers = new long[capacity];
    }

    @Override
    public void allocate(int slot, long byteSize) {
        numbers[slot] = pool.allocate(byteSize);
    }

    @Override
    public void reallocate(int slot, long byteSize) {
        numbers[slot] = pool.reallocate(numbers[slot], byteSize);
    }

    @Override
    public void free(int slot) {
        pool.free(numbers[slot]);
        numbers[slot] = Pool.NULL;
    }

    @Override
    public void move(int slot, Blocks to, int toSlot) {
        if (to instanceof PoolBlocks table) {
            table.numbers[toSlot] = numbers[slot];
        } else {
            ((SharedPoolBlocks) to).put(toSlot, numbers[slot]);
        }
        numbers[slot] = Pool.NULL;
    }

    void put(int slot, long number) {
        numbers[slot] = number;
    }

    @Override
    public void putLong(int slot, long offset, long value) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, numbers[slot] + offset, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, numbers[slot] + offset);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        memory.set(ValueLayout.JAVA_BYTE, numbers[slot] + offset, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return memory.get(ValueLayout.JAVA_BYTE, numbers[slot] + offset);
    }

    @Override
    public long reach() {
        long last = Arrays.stream(numbers).max().orElse(Pool.NULL);
        return last == Pool.NULL ? 0 : Math.max(0, last + pool.byteSize(last) - overhead);
    }
}
