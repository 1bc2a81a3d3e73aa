package org.malloc4j.boot;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** The same allocator under another name. */
record RenamedProvider(String name) implements AllocatorProvider {
    private static final SingleLockProvider INNER = new SingleLockProvider();

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return INNER.layoutVersion();
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return INNER.minimumByteSize(tagByteSize);
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
