package org.malloc4j.debugged;

import java.util.concurrent.atomic.AtomicLong;
import org.malloc4j.spi.Region;

/** A region in which its process dies after some store. */
final class DyingRegion extends Region {

    /** Its process is no more. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Region inner;
    private final AtomicLong storesLeft;

    DyingRegion(Region inner) {
        this(inner, new AtomicLong(Long.MAX_VALUE));
    }

    private DyingRegion(Region inner, AtomicLong storesLeft) {
        super(inner.name(), inner.byteSize(), inner.sharing(), inner.processes());
        this.inner = inner;
        this.storesLeft = storesLeft;
    }

    /** {@return another region of the same process} Stores to both count. */
    DyingRegion beside(Region other) {
        return new DyingRegion(other, storesLeft);
    }

    void dieAfter(long stores) {
        storesLeft.set(stores);
    }

    private void storing() {
        if (storesLeft.get() <= 0) {
            throw new Died();
        }
        storesLeft.decrementAndGet();
    }

    @Override
    public boolean reserve(long offset, long byteSize) {
        return inner.reserve(offset, byteSize);
    }

    @Override
    public long getLong(long offset) {
        return inner.getLong(offset);
    }

    @Override
    public long getLongAcquire(long offset) {
        return inner.getLongAcquire(offset);
    }

    @Override
    public void putLong(long offset, long value) {
        storing();
        inner.putLong(offset, value);
    }

    @Override
    public void putLongRelease(long offset, long value) {
        storing();
        inner.putLongRelease(offset, value);
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        storing();
        return inner.compareAndSetLong(offset, expected, value);
    }

    @Override
    public byte getByte(long offset) {
        return inner.getByte(offset);
    }

    @Override
    public void putByte(long offset, byte value) {
        storing();
        inner.putByte(offset, value);
    }

    @Override
    public void fill(long offset, long byteSize, byte value) {
        storing();
        inner.fill(offset, byteSize, value);
    }
}
