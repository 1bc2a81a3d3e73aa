package org.malloc4j.bench;

/** A table whose allocations wait before they begin. */
final class SlowedBlocks implements Blocks {
    static final int NANOS = 100;

    private final Blocks blocks;
    private final Delay delay;

    SlowedBlocks(Blocks blocks, Delay delay) {
        this.blocks = blocks;
        this.delay = delay;
    }

    @Override
    public void allocate(int slot, long byteSize) {
        blocks.allocate(slot, byteSize + delay.pass());
    }

    @Override
    public void reallocate(int slot, long byteSize) {
        blocks.reallocate(slot, byteSize + delay.pass());
    }

    @Override
    public void free(int slot) {
        blocks.free(slot);
    }

    @Override
    public void move(int slot, Blocks to, int toSlot) {
        blocks.move(slot, ((SlowedBlocks) to).blocks, toSlot);
    }

    @Override
    public void putLong(int slot, long offset, long value) {
        blocks.putLong(slot, offset, value);
    }

    @Override
    public long getLong(int slot, long offset) {
        return blocks.getLong(slot, offset);
    }

    @Override
    public void putByte(int slot, long offset, byte value) {
        blocks.putByte(slot, offset, value);
    }

    @Override
    public byte getByte(int slot, long offset) {
        return blocks.getByte(slot, offset);
    }
}
