package org.malloc4j.hpmalloc;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** Brings {@code HP_MALLOC}: many cores, many processes, no shared lock on the common path. */
public final class HpMallocProvider implements AllocatorProvider {
    private static final int LAYOUT_VERSION = 3;

    /** Creates the provider; {@link java.util.ServiceLoader} does. */
    public HpMallocProvider() {
    }

    @Override
    public String name() {
        return "HP_MALLOC";
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
        return CommonHeap.minimumByteSize(tagByteSize);
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        HpMallocSettings settings = HpMallocSettings.of(config);
        return HpMallocAllocator.of(CommonHeap.format(region, tagByteSize), settings);
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        HpMallocSettings settings = HpMallocSettings.of(config);
        return HpMallocAllocator.of(CommonHeap.attach(region, tagByteSize), settings);
    }

    @Override
    public boolean growsInSteps() {
        return true;
    }
}
