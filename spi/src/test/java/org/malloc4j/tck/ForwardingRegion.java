package org.malloc4j.tck;

import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;

/** Passes everything on to another region, so that a faulty one need only say what it gets wrong. */
public class ForwardingRegion extends Region {
    /** The other region. */
    protected final Region inner;

    /** @param inner the other region */
    protected ForwardingRegion(Region inner) {
        this(inner, inner.processes());
    }

    /** @param inner the other region @param processes others than that one's */
    protected ForwardingRegion(Region inner, Processes processes) {
        super(inner.name(), inner.byteSize(), inner.sharing(), processes);
        this.inner = inner;
    }

    @Override
    public final boolean reserve(long offset, long byteSize) {
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
        inner.putLong(offset, value);
    }

    @Override
    public void putLongRelease(long offset, long value) {
        inner.putLongRelease(offset, value);
    }

    @Override
    public void storeFence() {
        inner.storeFence();
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return inner.compareAndSetLong(offset, expected, value);
    }

    @Override
    public final byte getByte(long offset) {
        return inner.getByte(offset);
    }

    @Override
    public final void putByte(long offset, byte value) {
        inner.putByte(offset, value);
    }

    @Override
    public final void fill(long offset, long byteSize, byte value) {
        inner.fill(offset, byteSize, value);
    }
}
