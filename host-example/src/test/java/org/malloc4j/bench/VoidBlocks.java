package org.malloc4j.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A table whose blocks all lie in the same 64 KiB. Its places are filled and emptied like any other's. */
final class VoidBlocks implements Blocks {
    private static final long MASK = 0xFFFF;

    private final MemorySegment memory = Arena.ofAuto().allocate(MASK + 1 + Long.BYTES);
    private final long[] numbers;
    private long last;

    VoidBlocks(int capacity) {
        numbers = new long[capacity];
    }

    @Override
    public void allocate(int slot, long byteSize) {
        last += byteSize;
        numbers[slot] = last;
    }

    @Override
    public void reallocate(int slot, long byteSize) {
        last += byteSize;
        numbers[slot] = last;
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
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, numbers[slot] + offset & MASK, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, numbers[slot] + offset & MASK);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        memory.set(ValueLayout.JAVA_BYTE, numbers[slot] + offset & MASK, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return memory.get(ValueLayout.JAVA_BYTE, numbers[slot] + offset & MASK);
    }
}
