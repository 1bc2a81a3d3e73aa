package org.malloc4j.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A table whose blocks all begin in the same 64 KiB. Its places are filled and emptied like any other's, and its memory is a
 * constant, and its blocks are aligned, as theirs are: what it takes to write a word is the harness's, not the contender's.
 */
final class VoidBlocks implements Blocks {
    /** All blocks begin within so many bytes. */
    private static final long STARTS = 1 << 16;
    private static final long ALIGNMENT = 16;
    /** So that a block of up to 64 KiB, wherever it begins, has no line in common with another table's. */
    private static final long PLACE_BYTE_SIZE = 2 * STARTS;
    private static final long LARGEST = 64 << 20;
    /** More than there are threads at once; two tables that share a place only slow each other down. */
    private static final int PLACES = 64;
    private static final MemorySegment MEMORY = Arena.global().allocate(PLACES * PLACE_BYTE_SIZE + LARGEST, 64);
    private static final AtomicInteger TABLES = new AtomicInteger();

    private final long base = Math.floorMod(TABLES.getAndIncrement(), PLACES) * PLACE_BYTE_SIZE;
    private final long[] numbers;
    private long last;

    VoidBlocks(int capacity) {
        numbers = new long[capacity];
    }

    @Override
    public void allocate(int slot, long byteSize) {
        last += byteSize;
        numbers[slot] = base + (last & STARTS - ALIGNMENT);
    }

    @Override
    public void reallocate(int slot, long byteSize) {
        allocate(slot, byteSize);
    }

    @Override
    public void free(int slot) {
        numbers[slot] = 0;
    }

    @Override
    public void move(int slot, Blocks to, int toSlot) {
        ((VoidBlocks) to).numbers[toSlot] = numbers[slot];
        numbers[slot] = 0;
    }

    @Override
    public void putLong(int slot, long offset, long value) {
        MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, numbers[slot] + offset, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, numbers[slot] + offset);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        MEMORY.set(ValueLayout.JAVA_BYTE, numbers[slot] + offset, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, numbers[slot] + offset);
    }
}
