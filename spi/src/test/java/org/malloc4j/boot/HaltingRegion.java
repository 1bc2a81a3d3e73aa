package org.malloc4j.boot;

import java.util.function.IntConsumer;
import org.malloc4j.spi.Region;

/** A region that calls back after each store with an order: taking the lock is one, so are publishing and applying. */
final class HaltingRegion extends Region {
    private final Region region;
    private final IntConsumer afterStore;
    private int stores;

    HaltingRegion(Region region, IntConsumer afterStore) {
        super(region.name(), region.byteSize(), region.sharing(), region.processes());
        this.region = region;
        this.afterStore = afterStore;
    }

    @Override
    public boolean reserve(long offset, long byteSize) {
        return region.reserve(offset, byteSize);
    }

    @Override
    public long getLong(long offset) {
        return region.getLong(offset);
    }

    @Override
    public long getLongAcquire(long offset) {
        return region.getLongAcquire(offset);
    }

    @Override
    public void putLong(long offset, long value) {
        region.putLong(offset, value);
    }

    @Override
    public void putLongRelease(long offset, long value) {
        region.putLongRelease(offset, value);
        afterStore.accept(++stores);
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        boolean done = region.compareAndSetLong(offset, expected, value);
        if (done) {
            afterStore.accept(++stores);
        }
        return done;
    }

    @Override
    public byte getByte(long offset) {
        return region.getByte(offset);
    }

    @Override
    public void putByte(long offset, byte value) {
        region.putByte(offset, value);
    }

    @Override
    public void fill(long offset, long byteSize, byte value) {
        region.fill(offset, byteSize, value);
    }
}
