package org.malloc4j.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.malloc4j.bench.Blocks;

/** Blocks kept as an arena and the one segment it gave. */
final class ArenaBlocks implements Blocks {
    private final Arena[] arenas;
    private final MemorySegment[] segments;

    ArenaBlocks(int capacity) {
        arenas = new Arena[capacity];
        segments = new MemorySegment[capacity];
    }

    @Override
    public void allocate(int slot, long byteSize) {
        Arena arena = Arena.ofConfined();
        arenas[slot] = arena;
        segments[slot] = arena.allocate(byteSize);
    }

    @Override
    public void reallocate(int slot, long byteSize) {
        Arena old = arenas[slot];
        MemorySegment before = segments[slot];
        allocate(slot, byteSize);
        MemorySegment.copy(before, 0, segments[slot], 0, Math.min(before.byteSize(), byteSize));
        old.close();
    }

    @Override
    public void free(int slot) {
        arenas[slot].close();
        arenas[slot] = null;
        segments[slot] = null;
    }

    @Override
    public void move(int slot, Blocks to, int toSlot) {
        ArenaBlocks table = (ArenaBlocks) to;
        table.arenas[toSlot] = arenas[slot];
        table.segments[toSlot] = segments[slot];
        arenas[slot] = null;
        segments[slot] = null;
    }

    @Override
    public void putLong(int slot, long offset, long value) {
        segments[slot].set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return segments[slot].get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        segments[slot].set(ValueLayout.JAVA_BYTE, offset, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return segments[slot].get(ValueLayout.JAVA_BYTE, offset);
    }
}
