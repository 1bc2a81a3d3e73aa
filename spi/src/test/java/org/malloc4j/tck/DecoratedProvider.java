package org.malloc4j.tck;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;
import org.malloc4j.spi.support.FrontTags;

/**
 * An allocator with a suffix, as a provider that {@link AllocatorContract} can try: the region on trial holds the
 * allocator's region first and the decorator's area behind it. The decorator uses the tags, so the contract's parts about
 * tags are skipped.
 */
public final class DecoratedProvider implements AllocatorProvider {
    private final AllocatorProvider inner;
    private final AllocatorDecorator decorator;
    private final Config decoratorConfig;
    private final long areaByteSize;
    private final boolean keepsTags;

    /**
     * @param inner           brings the allocator
     * @param innerConfig     its settings, such as will be passed to {@link #format}
     * @param decorator       decorates it
     * @param decoratorConfig the decorator's own settings
     * @param areaByteSize    the bytes for the decorator's area, a multiple of 8
     */
    public DecoratedProvider(AllocatorProvider inner, Config innerConfig, AllocatorDecorator decorator,
                             Config decoratorConfig, long areaByteSize) {
        this.inner = inner;
        this.decorator = decorator;
        this.decoratorConfig = decoratorConfig;
        this.areaByteSize = areaByteSize;
        Region trial = Region.of(Trial.garbage(inner.minimumByteSize(0)));
        this.keepsTags = inner.format(trial, 0, innerConfig) instanceof Tagged;
    }

    @Override
    public String name() {
        return inner.name() + "_" + decorator.suffix();
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return inner.layoutVersion();
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return inner.minimumByteSize(innerTags()) + areaByteSize;
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        Region area = area(region);
        area.reserve(0, areaByteSize);
        area.fill(0, areaByteSize, (byte) 0);
        Region mine = mine(region);
        return decorated(mine, area, inner.format(mine, innerTags(), config));
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        if (!keepsTags) {
            throw new UnsupportedOperationException("tags in front of blocks are counted on the Java heap");
        }
        Region mine = mine(region);
        return decorated(mine, area(region), inner.attach(mine, innerTags(), config));
    }

    @Override
    public boolean growsInSteps() {
        return inner.growsInSteps();
    }

    private long tags() {
        return decorator.tagByteSize(decoratorConfig);
    }

    /** An allocator that has no place for tags is formatted without. */
    private long innerTags() {
        return keepsTags ? tags() : 0;
    }

    private Region mine(Region region) {
        return new PartRegion(region, region.name(), 0, areaOffset(region));
    }

    private Region area(Region region) {
        return new PartRegion(region, region.name() + " area", areaOffset(region), areaByteSize);
    }

    /** Where words can be. */
    private long areaOffset(Region region) {
        return region.byteSize() - areaByteSize & -Long.BYTES;
    }

    private Allocator decorated(Region mine, Region area, Allocator allocator) {
        return decorator.decorate(FrontTags.of(allocator, mine, tags()), mine, area, decoratorConfig);
    }
}
