package org.malloc4j.boot;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** An allocator that needs a lot of room. */
final class DemandingProvider implements AllocatorProvider {
    private static final SingleLockProvider INNER = new SingleLockProvider();

    @Override
    public String name() {
        return "DEMANDING";
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
        return 100_000;
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        return INNER.format(region, tagByteSize, config);
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        return INNER.attach(region, tagByteSize, config);
    }
}
