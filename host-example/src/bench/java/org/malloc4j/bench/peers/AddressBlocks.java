package org.malloc4j.bench.peers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.malloc4j.bench.Blocks;

/** Blocks kept as their addresses; a segment over the whole address space reads and writes them without further checks. */
abstract class AddressBlocks implements Blocks {
    @SuppressWarnings("restricted")
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final long[] addresses;

    AddressBlocks(int capacity) {
        addresses = new long[capacity];
    }

    abstract long malloc(long byteSize);

    abstract long realloc(long address, long byteSize);

    abstract void release(long address);

    private static long checked(long address, long byteSize) {
        if (address == 0) {
            throw new OutOfMemoryError("peer is out of memory: byteSize=" + byteSize);
        }
        return address;
    }

    @Override
    public final void allocate(int slot, long byteSize) {
        addresses[slot] = checked(malloc(byteSize), byteSize);
    }

    @Override
    public final void reallocate(int slot, long byteSize) {
        addresses[slot] = checked(realloc(addresses[slot], byteSize), byteSize);
    }

    @Override
    public final void free(int slot) {
        release(addresses[slot]);
        addresses[slot] = 0;
    }

    @Override
    public final void move(int slot, Blocks to, int toSlot) {
        ((AddressBlocks) to).addresses[toSlot] = addresses[slot];
        addresses[slot] = 0;
    }

    @Override
    public final void putLong(int slot, long offset, long value) {
        EVERYTHING.set(ValueLayout.JAVA_LONG_UNALIGNED, addresses[slot] + offset, value);
    }

    @Override
    public final long getLong(int slot, long offset) {
        return EVERYTHING.get(ValueLayout.JAVA_LONG_UNALIGNED, addresses[slot] + offset);
    }

    @Override
    public final void putByte(int slot, long offset, byte value) {
        EVERYTHING.set(ValueLayout.JAVA_BYTE, addresses[slot] + offset, value);
    }

    @Override
    public final byte getByte(int slot, long offset) {
        return EVERYTHING.get(ValueLayout.JAVA_BYTE, addresses[slot] + offset);
    }
}
