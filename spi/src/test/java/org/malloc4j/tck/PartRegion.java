package org.malloc4j.tck;

import org.malloc4j.spi.Region;

/** A part of another region, so that one region on trial can hold a heap and, beside it, a decorator's area. */
final class PartRegion extends Region {
    private final Region whole;
    private final long start;

    PartRegion(Region whole, String name, long start, long byteSize) {
        super(name, byteSize, whole.sharing(), whole.processes());
        this.whole = whole;
        this.start = start;
    }

    private long at(long offset) {
        if (offset < 0 || offset >= byteSize()) {
            throw new IndexOutOfBoundsException("outside the region: offset=" + offset + " region=" + name());
        }
        return start + offset;
    }

    @Override
    public boolean reserve(long offset, long byteSize) {
        return whole.reserve(at(offset), byteSize);
    }

    @Override
    public long getLong(long offset) {
        return whole.getLong(at(offset));
    }

    @Override
    public long getLongAcquire(long offset) {
        return whole.getLongAcquire(at(offset));
    }

    @Override
    public void putLong(long offset, long value) {
        whole.putLong(at(offset), value);
    }

    @Override
    public void putLongRelease(long offset, long value) {
        whole.putLongRelease(at(offset), value);
    }

    @Override
    public void storeFence() {
        whole.storeFence();
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return whole.compareAndSetLong(at(offset), expected, value);
    }

    @Override
    public byte getByte(long offset) {
        return whole.getByte(at(offset));
    }

    @Override
    public void putByte(long offset, byte value) {
        whole.putByte(at(offset), value);
    }

    @Override
    public void fill(long offset, long byteSize, byte value) {
        if (byteSize > 0) {
            whole.fill(at(offset), byteSize, value);
        }
    }
}
