package org.malloc4j.tck.self;

import com.typesafe.config.Config;
import java.util.function.BiFunction;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** A provider whose allocators have one fault: each allocator of a correct one is wrapped or replaced. */
final class FaultyProvider implements AllocatorProvider {
    private final AllocatorProvider correct;
    private final BiFunction<Allocator, Region, Allocator> fault;

    /** @param correct brings correct allocators @param fault makes them faulty */
    FaultyProvider(AllocatorProvider correct, BiFunction<Allocator, Region, Allocator> fault) {
        this.correct = correct;
        this.fault = fault;
    }

    @Override
    public String name() {
        return "FAULTY";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return correct.layoutVersion();
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return correct.minimumByteSize(tagByteSize);
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        return fault.apply(correct.format(region, tagByteSize, config), region);
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        return fault.apply(correct.attach(region, tagByteSize, config), region);
    }
}
