package org.malloc4j.bench.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.malloc4j.bench.Blocks;

/** Blocks kept as Netty's buffer objects. A block that changes its size is one whose capacity does. */
final class NettyBlocks implements Blocks {
    private final ByteBufAllocator allocator;
    private final ByteBuf[] buffers;

    NettyBlocks(ByteBufAllocator allocator, int capacity) {
        this.allocator = allocator;
        this.buffers = new ByteBuf[capacity];
    }

    @Override
    public void allocate(int slot, long byteSize) {
        buffers[slot] = allocator.directBuffer((int) byteSize);
    }

    @Override
    public void reallocate(int slot, long byteSize) {
        ByteBuf buffer = buffers[slot];
        buffer.setIndex(0, buffer.capacity());
        buffer.capacity((int) byteSize);
    }

    @Override
    public void free(int slot) {
        buffers[slot].release();
        buffers[slot] = null;
    }

    @Override
    public void move(int slot, Blocks to, int toSlot) {
        ((NettyBlocks) to).buffers[toSlot] = buffers[slot];
        buffers[slot] = null;
    }

    @Override
    public void putLong(int slot, long offset, long value) {
        buffers[slot].setLong((int) offset, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return buffers[slot].getLong((int) offset);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        buffers[slot].setByte((int) offset, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return buffers[slot].getByte((int) offset);
    }
}
