package org.malloc4j.debugged;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import org.malloc4j.debug.DebugDecorator;
import org.malloc4j.fmalloc.FMallocProvider;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;
import org.malloc4j.spi.Attribution;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;

/** A heap and an area in memory of their own, as often decorated as a test likes: each is another process's view. */
final class Heaps {
    static final long REGION_BYTE_SIZE = 4 << 20;
    static final long AREA_BYTE_SIZE = 64 << 10;

    private final Region region;
    private final Region area;
    private final Config config;
    private final Allocator inner;

    Heaps(String settings) {
        this(settings, AREA_BYTE_SIZE);
    }

    Heaps(String settings, long areaByteSize) {
        this(settings, Region.of(Arena.ofAuto().allocate(REGION_BYTE_SIZE, 4096)),
                Region.of(Arena.ofAuto().allocate(areaByteSize, 4096)));
    }

    Heaps(String settings, Region region, Region area) {
        this.region = region;
        this.area = area;
        this.config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.defaultReference().getConfig("malloc4j.debug"));
        this.inner = new FMallocProvider().format(region, 24, ConfigFactory.empty());
    }

    /** {@return the allocator below} What is done with it directly is what a process did that died before it said so. */
    Allocator inner() {
        return inner;
    }

    Region region() {
        return region;
    }

    Region area() {
        return area;
    }

    /** {@return the allocator as one process sees it} */
    Allocator decorated() {
        return new DebugDecorator().decorate(inner, region, area, config);
    }

    static Attribution of(Allocator allocator, long block) {
        return ((Attributed) allocator).attribution(block);
    }

    static Recoverable recoverable(Allocator allocator) {
        return (Recoverable) allocator;
    }

    /** {@return the line that called this method, or one so many lines above it, as origins name it} */
    static String here(int linesAbove) {
        StackTraceElement frame = StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .toStackTraceElement();
        return "[" + frame.getFileName() + ": " + frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
                + "." + frame.getMethodName() + ", line " + (frame.getLineNumber() - linesAbove) + "]";
    }
}
