package org.malloc4j.bench;

import java.util.Arrays;
import org.malloc4j.Pool;

/** Blocks of a pool, kept as their numbers on the Java heap. */
abstract class PoolBlocks implements Blocks {
    private final Pool pool;
    private final long[] numbers;
    private final long overhead;

    /** @param overhead what the pool's own marks and tables take of it */
    PoolBlocks(Pool pool, long overhead, int capacity) {
        this.pool = pool;
        this.overhead = overhead;
        this.numbers = new long[capacity];
    }

    @Override
    public final void allocate(int slot, long byteSize) {
        numbers[slot] = pool.allocate(byteSize);
    }

    @Override
    public final void reallocate(int slot, long byteSize) {
        numbers[slot] = pool.reallocate(numbers[slot], byteSize);
    }

    @Override
    public final void free(int slot) {
        pool.free(numbers[slot]);
        numbers[slot] = Pool.NULL;
    }

    @Override
    public final void move(int slot, Blocks to, int toSlot) {
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

    /** {@return the number of the block in a place} */
    final long number(int slot) {
        return numbers[slot];
    }

    @Override
    public final long reach() {
        long last = Arrays.stream(numbers).max().orElse(Pool.NULL);
        return last == Pool.NULL ? 0 : Math.max(0, last + pool.byteSize(last) - overhead);
    }
}
