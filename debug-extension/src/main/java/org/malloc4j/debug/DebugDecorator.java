package org.malloc4j.debug;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;

/** Brings {@code _DBG}: the same allocator, remembering which line of code made every live block. */
public final class DebugDecorator implements AllocatorDecorator {
    private static final int LAYOUT_VERSION = 2;
    /** The area takes at most this part of a pool. */
    private static final long LARGEST_SHARE = 8;

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
        return TagDescriptor.LENGTH;
    }

    @Override
    public long areaByteSize(long regionByteSize, Config config) {
        return Math.min(DebugSettings.of(config).areaByteSize(), regionByteSize / LARGEST_SHARE);
    }

    @Override
    public Allocator decorate(Allocator allocator, Region region, Region area, Config config) {
        DebugSettings settings = DebugSettings.of(config);
        CallSites sites = CallSites.of(settings.depth(), settings.skipPackages());
        Ledger ledger = new Ledger((Tagged) allocator, region, area);
        Allocator inner = settings.trace() ? traced(allocator, region, sites) : allocator;
        DebugAllocator decorated = inner instanceof Recoverable
                ? RecoverableDebugAllocator.of(DebugParts.of((Allocator & Recoverable) inner, region, ledger, sites))
                : new DebugAllocator(inner, ledger, sites);
        decorated.setSampleByteSize(settings.sampleByteSize());
        return decorated;
    }

    private static Allocator traced(Allocator allocator, Region region, CallSites sites) {
        return allocator instanceof Recoverable
                ? new RecoverableTrace<>((Allocator & Recoverable) allocator, region.name(), sites)
                : new Trace<>(allocator, region.name(), sites);
    }
}
