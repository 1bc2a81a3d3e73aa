package org.malloc4j.tck.self;

import com.typesafe.config.Config;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** Brings {@link ReferenceAllocator}; faulty providers replace the one thing they get wrong. */
class ReferenceProvider implements AllocatorProvider {

    @Override
    public String name() {
        return "REFERENCE";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return 1;
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return 256 + ReferenceAllocator.roundUp(tagByteSize);
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        return allocator(region, tagByteSize, new ReentrantLock()).format();
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        if (region.getLong(0) != ReferenceAllocator.MAGIC) {
            throw new HeapCorruptionException("region not formatted by REFERENCE: magic=" + region.getLong(0));
        }
        return allocator(region, tagByteSize, new ReentrantLock());
    }

    ReferenceAllocator allocator(Region region, long tagByteSize, Lock lock) {
        return new ReferenceAllocator(region, tagByteSize, lock);
    }
}
