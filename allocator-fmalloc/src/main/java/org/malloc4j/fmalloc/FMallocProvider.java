package org.malloc4j.fmalloc;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;

/** Brings {@code F_MALLOC}, the default allocator: fast and lean, one lock. */
public final class FMallocProvider implements AllocatorProvider {
    private static final int LAYOUT_VERSION = 2;

    /** Creates the provider; {@link java.util.ServiceLoader} does. */
    public FMallocProvider() {
    }

    @Override
    public String name() {
        return "F_MALLOC";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return LAYOUT_VERSION;
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return FragmentHeap.minimumByteSize(tagByteSize);
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        return FMallocAllocator.of(region, FragmentHeap.format(region, tagByteSize));
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        return FMallocAllocator.of(region, FragmentHeap.attach(region, tagByteSize));
    }

    @Override
    public boolean growsInSteps() {
        return true;
    }
}
