package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.malloc4j.MemoryOptions;
import org.malloc4j.spi.AllocatorProvider;
import org.slf4j.LoggerFactory;

class SelectionTest {
    private static final String F = "F_MALLOC 1.2 (f.jar)";

    @TempDir
    private Path directory;
    private PluginJar maker;
    private Path f;
    private Path dbg;

    @BeforeEach
    void makePlugins() throws IOException {
        maker = new PluginJar(directory);
        f = maker.allocator("f.jar", "F", "F_MALLOC");
        dbg = maker.decorator("dbg.jar", "Dbg", "DBG");
    }

    @ParameterizedTest
    @ValueSource(strings = {"F_MALLOC", "f_malloc", "F_Malloc"})
    void shouldFindAnAllocatorWhateverTheCase(String name) {
        AllocatorChoice choice = new PluginPath(f, dbg).read(asking(name)).shm().allocator();
        assertEquals("F_MALLOC", choice.name());
        assertEquals("acme.F", choice.provider().getClass().getName());
        assertEquals(Optional.empty(), choice.decorator());
    }

    @Test
    void shouldCutASuffixOff() {
        AllocatorChoice choice = new PluginPath(f, dbg).read(asking("f_malloc_dbg")).shm().allocator();
        assertEquals("F_MALLOC_DBG", choice.name());
        assertEquals("acme.F", choice.provider().getClass().getName());
        assertEquals("acme.Dbg", choice.decorator().orElseThrow().getClass().getName());
    }

    @Test
    void shouldNotCutANameThatAProviderHasForItsOwn() throws IOException {
        Path whole = maker.allocator("whole.jar", "Whole", "F_MALLOC_DBG");
        AllocatorChoice choice = new PluginPath(f, dbg, whole).read(asking("F_MALLOC_DBG")).shm().allocator();
        assertEquals("acme.Whole", choice.provider().getClass().getName());
        assertEquals(Optional.empty(), choice.decorator());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            F_MALLOC_XYZ     | unknown suffix: value=F_MALLOC_XYZ key=malloc4j.allocator (command line); suffixes there are: DBG 1.2 (dbg.jar); allocators there are: F_MALLOC 1.2 (f.jar); did you mean F_MALLOC_DBG?
            F_MALLOC_        | unknown suffix: value=F_MALLOC_ key=malloc4j.allocator (command line); suffixes there are: DBG 1.2 (dbg.jar); allocators there are: F_MALLOC 1.2 (f.jar); did you mean F_MALLOC?
            F_MALLOC_DBG_XYZ | unknown suffix: value=F_MALLOC_DBG_XYZ key=malloc4j.allocator (command line); suffixes there are: DBG 1.2 (dbg.jar); allocators there are: F_MALLOC 1.2 (f.jar); did you mean F_MALLOC_DBG?
            f_malloc_dbg_dbg | more than one suffix: value=f_malloc_dbg_dbg key=malloc4j.allocator (command line); allowed: one at a time, such as F_MALLOC_DBG
            F_MALLOCDBG      | unknown allocator: value=F_MALLOCDBG key=malloc4j.allocator (command line); allocators there are: F_MALLOC 1.2 (f.jar); did you mean F_MALLOC_DBG?
            X_MALLOC_DBG     | unknown allocator: value=X_MALLOC_DBG key=malloc4j.allocator (command line); allocators there are: F_MALLOC 1.2 (f.jar); did you mean F_MALLOC_DBG?
            DBG              | unknown allocator: value=DBG key=malloc4j.allocator (command line); allocators there are: F_MALLOC 1.2 (f.jar)
            """)
    void shouldRefuseANameThatNobodyAnswersTo(String name, String sentence) {
        assertEquals(List.of(sentence), new PluginPath(f, dbg).problems(asking(name)));
    }

    @Test
    void shouldSayThatThereIsNoAllocatorAtAll() {
        assertEquals(List.of("unknown allocator: value=F_MALLOC key=malloc4j.allocator (command line); "
                + "allocators there are: none (a jar that brings one belongs on the class path or the module path)"),
                new PluginPath().problems(asking("F_MALLOC")));
    }

    @Test
    void shouldSayThatThereIsNoSuffixAtAll() {
        assertEquals(List.of("unknown suffix: value=F_MALLOC_DBG key=malloc4j.allocator (command line); suffixes there are: "
                + "none (a jar that brings one belongs on the class path or the module path); allocators there are: " + F
                + "; did you mean F_MALLOC?"), new PluginPath(f).problems(asking("F_MALLOC_DBG")));
    }

    @Test
    void shouldNotNeedTheDefaultAllocatorIfBothRolesHaveTheirOwn() throws IOException {
        Path own = maker.allocator("own.jar", "Own", "OWN");
        assertEquals("OWN", new PluginPath(own).read(ConfigFactory.parseString(
                "malloc4j { shm.allocator = own, pkg.allocator = own }")).pkg().allocator().name());
    }

    @Test
    void shouldRefuseTwoJarsWithTheSameName() throws IOException {
        Path other = maker.allocator("other.jar", "Other", "f_malloc");
        assertEquals(List.of("several jars bring the same allocator: value=F_MALLOC key=malloc4j.allocator (command line); "
                + "keep one of %s, %s; allocators there are: %s, F_MALLOC 1.2 (other.jar)".formatted(f, other, F)),
                new PluginPath(f, other).problems(asking("F_MALLOC")));
    }

    @Test
    void shouldRefuseTwoJarsWithTheSameClass() throws IOException {
        Path newer = Files.copy(f, directory.resolve("f-2.jar"));
        assertEquals(List.of("several jars bring the same allocator: value=F_MALLOC key=malloc4j.allocator (command line); "
                + "keep one of %s, %s; allocators there are: F_MALLOC 1.2 (f.jar, f-2.jar)".formatted(newer, f)),
                new PluginPath(f, newer).problems(asking("F_MALLOC")));
    }

    @Test
    void shouldTakeOneJarThatIsFoundTwice() {
        assertEquals("F_MALLOC", new PluginPath(f, f).read(asking("F_MALLOC")).shm().allocator().name());
    }

    @Test
    void shouldNotMindTwoJarsWithANameThatNobodyAskedFor() throws IOException {
        PluginPath plugins = new PluginPath(f, maker.allocator("x.jar", "X", "X"), maker.allocator("y.jar", "Y", "X"));
        assertEquals("F_MALLOC", plugins.read(asking("F_MALLOC")).shm().allocator().name());
    }

    @Test
    void shouldRefuseAnAllocatorMadeForAnotherVersion() throws IOException {
        Path old = maker.allocator("old.jar", "Old", "", "return \"OLD\";", AllocatorProvider.SPI_VERSION + 1);
        assertEquals(List.of("allocator made for another version of malloc4j: value=old key=malloc4j.allocator "
                + "(command line); OLD 1.2 (old.jar) was made for SPI version 2, this is 1; use the one that belongs to "
                + "this version; allocators there are: " + F + ", OLD 1.2 (old.jar)"),
                new PluginPath(f, old).problems(asking("old")));
    }

    @Test
    void shouldRefuseAnAllocatorThatFailsToSayHowSmallItCanBe() throws IOException {
        Path bad = maker.jar("bad.jar", AllocatorProvider.class, "Bad", """
                package acme;
                public class Bad extends F {
                    public String name() { return "BAD"; }
                    public long minimumByteSize(long tagByteSize) { throw new IllegalStateException("no idea"); }
                }
                class F implements org.malloc4j.spi.AllocatorProvider {
                    public String name() { return ""; }
                    public int spiVersion() { return SPI_VERSION; }
                    public int layoutVersion() { return 1; }
                    public long minimumByteSize(long tagByteSize) { return 0; }
                    public org.malloc4j.spi.Allocator format(
                            org.malloc4j.spi.Region region, long tagByteSize, com.typesafe.config.Config config) {
                        return null;
                    }
                    public org.malloc4j.spi.Allocator attach(
                            org.malloc4j.spi.Region region, long tagByteSize, com.typesafe.config.Config config) {
                        return null;
                    }
                }
                """);
        assertEquals(List.of("allocator failed: value=BAD key=malloc4j.allocator (command line); asked for its smallest "
                + "size it threw java.lang.IllegalStateException: no idea"), new PluginPath(bad).problems(asking("BAD")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public Bad() { throw new IllegalStateException("no luck"); }          | return "BAD";                            | java.lang.IllegalStateException: no luck
            public Bad(int some) { }                                              | return "BAD";                            | it has no public constructor without parameters
            static int zero = 0; static int one = 1 / zero;                       | return "BAD";                            | java.lang.ArithmeticException: / by zero
            static class Lost { static String name = "BAD"; }                     | return Lost.name;                        | java.lang.NoClassDefFoundError: acme/Bad$Lost
            //                                                                    | throw new IllegalStateException("who?"); | java.lang.IllegalStateException: who?
            //                                                                    | return null;                             | its name is null, allowed: [A-Za-z][A-Za-z0-9_]*
            //                                                                    | return "A B";                            | its name is A B, allowed: [A-Za-z][A-Za-z0-9_]*
            """)
    void shouldNameABrokenJarToWhomItMayConcern(String members, String nameBody, String reason) throws IOException {
        Path bad = maker.allocator("bad.jar", "Bad", members, nameBody, AllocatorProvider.SPI_VERSION);
        assertBroken(bad, "bad.jar (acme.Bad: " + reason + ")");
    }

    @Test
    void shouldNameAJarWhoseClassIsMissing() throws IOException {
        Path bad = maker.jar("bad.jar", AllocatorProvider.class, "LostProvider", "package acme; class LostProvider { }");
        assertBroken(bad, "bad.jar (acme.LostProvider: java.lang.ClassNotFoundException: acme.LostProvider)");
    }

    @Test
    void shouldNameAJarWhoseClassIsNoProvider() throws IOException {
        Path bad = maker.jar("bad.jar", AllocatorProvider.class, "Other", "package acme; public class Other { }");
        assertBroken(bad, "bad.jar (acme.Other: it is no AllocatorProvider)");
    }

    @Test
    void shouldNameAJarThatNeedsAnotherOne() throws IOException {
        Path bad = maker.jar("bad.jar", AllocatorProvider.class, "Bad", """
                package acme;
                public abstract class Bad extends Lost { }
                abstract class Lost implements org.malloc4j.spi.AllocatorProvider { }
                """);
        assertBroken(bad, "bad.jar (acme.Bad: java.lang.NoClassDefFoundError: acme/Lost)");
    }

    /** The broken jar comes first, so that the search has to go on after it. */
    private void assertBroken(Path bad, String culprit) {
        assertEquals(List.of("unknown allocator: value=BAD key=malloc4j.allocator (command line); allocators there are: "
                + F + "; broken: " + culprit), new PluginPath(bad, f).problems(asking("BAD")));
        assertEquals(List.of("[WARN] skipped a broken allocator: " + culprit
                + "; nobody asked for it: repair its jar or remove it"), warnings(new PluginPath(bad, f)));
    }

    @Test
    void shouldReportAnAllocatorOfAnotherVersionThatNobodyAskedFor() throws IOException {
        Path old = maker.allocator("old.jar", "Old", "", "return \"OLD\";", 0);
        assertEquals(List.of("[WARN] skipped an allocator made for another version of malloc4j: OLD 1.2 (old.jar) was made "
                + "for SPI version 0, this is 1; nobody asked for it: use the one that belongs to this version"),
                warnings(new PluginPath(old, f)));
    }

    @Test
    void shouldReportNothingIfNothingIsWrong() {
        assertEquals(List.of(), warnings(new PluginPath(f, dbg)));
    }

    @Test
    void shouldSearchItsOwnClassPathIfTheThreadHasNone() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(null);
            assertSame(PluginLoader.class.getClassLoader(), PluginLoader.visible());
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            assertSame(PluginLoader.class.getClassLoader(), PluginLoader.visible());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** {@return what is logged while F_MALLOC is asked for and found} */
    private static List<String> warnings(PluginPath plugins) {
        Logger logger = (Logger) LoggerFactory.getLogger(SettingsReader.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            assertEquals("F_MALLOC", plugins.read(asking("F_MALLOC")).shm().allocator().name());
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream().map(ILoggingEvent::toString).toList();
    }

    private static Config asking(String allocator) {
        return MemoryOptions.parse("-a", allocator).config();
    }
}
