package org.malloc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.debug.DebugDecorator;
import org.malloc4j.fmalloc.FMallocProvider;
import org.malloc4j.hpmalloc.HpMallocProvider;
import org.malloc4j.qmalloc.QMallocProvider;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FrontTags;

/** Who freed a block is named to any process of the pool, also to one that has hardly been in it. */
class OriginsAcrossProcessesTest {
    private static final long REGION_BYTE_SIZE = 4 << 20;
    private static final long TAG_BYTE_SIZE = 24;
    private static final String HERE = "[OriginsAcrossProcessesTest.java: OriginsAcrossProcessesTest.";

    private static final Pattern NAMES = Pattern.compile("(allocated|freed first|freed now|resized now) by \\[[^,]+");

    private final Region region = Region.of(Arena.ofAuto().allocate(REGION_BYTE_SIZE, 4096));
    private final Region area = Region.of(Arena.ofAuto().allocate(64 << 10, 4096));

    @TestFactory
    Stream<DynamicTest> shouldNameWhatAnotherProcessDidWithABlock() {
        return Stream.of(new FMallocProvider(), new QMallocProvider(), new HpMallocProvider())
                .map(provider -> dynamicTest(provider.name(), () -> new OriginsAcrossProcessesTest().seenByAnother(provider)));
    }

    private void seenByAnother(AllocatorProvider provider) {
        Config config = ConfigFactory.defaultReference().getConfig("malloc4j."
                + provider.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Allocator one = decorated(provider.format(region, TAG_BYTE_SIZE, config));
        long low = one.allocate(48, 16);
        long large = take(one);
        long block = take(one);
        give(one, large);
        give(one, block);

        Allocator fresh = decorated(provider.attach(region, TAG_BYTE_SIZE, config));
        assertNamed(block, "freed", () -> give(fresh, block));
        assertNamed(large, "resized", () -> resize(fresh, large));

        Allocator other = decorated(provider.attach(region, TAG_BYTE_SIZE, config));
        give(other, low);
        assertNamed(block, "freed", () -> give(other, block));
    }

    private static void assertNamed(long block, String verb, Executable call) {
        String message = assertThrows(IllegalBlockException.class, call).getMessage();
        assertTrue(message.startsWith("block not live: block=" + block + " pool=region"), message);
        assertEquals(List.of("allocated by " + HERE + "take", "freed first by " + HERE + "give",
                        verb + " now by " + HERE + (verb.equals("freed") ? "give" : "resize")),
                NAMES.matcher(message).results().map(MatchResult::group).toList(), message);
    }

    private static long take(Allocator allocator) {
        return allocator.allocate(5000, 4096);
    }

    private Allocator decorated(Allocator inner) {
        return new DebugDecorator().decorate(FrontTags.of(inner, region, TAG_BYTE_SIZE), region, area,
                ConfigFactory.defaultReference().getConfig("malloc4j.debug"));
    }

    private static void give(Allocator allocator, long block) {
        allocator.free(block);
    }

    private static void resize(Allocator allocator, long block) {
        allocator.resize(block, 10);
    }

    @Test
    void shouldNameItAlsoWhereTagsLieInFrontOfBlocks() {
        Allocator one = decorated(untagged(new FMallocProvider().format(region, 0, ConfigFactory.empty())));
        // Far enough from the inner block for its tag to outlive it.
        long block = take(one);
        long last = one.allocate(48, 16);
        give(one, block);
        Allocator fresh = decorated(untagged(new FMallocProvider().attach(region, 0, ConfigFactory.empty())));
        assertNamed(block, "freed", () -> give(fresh, block));
        give(fresh, last);
    }

    private static Allocator untagged(Allocator inner) {
        return (Allocator) Proxy.newProxyInstance(Allocator.class.getClassLoader(), new Class<?>[] {Allocator.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
