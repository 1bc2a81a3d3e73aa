package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;
import org.malloc4j.MemoryOptions;

class SettingsReaderTest {
    private static final String ALLOCATORS = "allocators there are: F_MALLOC 1.2 (f.jar), Q_MALLOC 1.2 (q.jar)";

    @TempDir
    private static Path jars;
    private static PluginPath plugins;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makePlugins() throws IOException {
        Files.writeString(jars.resolve("reference.conf"), """
                malloc4j.f-malloc { step = 1 MiB, home = ${java.io.tmpdir}, bins { small = 8 } }
                malloc4j.dbg { depth = 1, skip = [] }
                """);
        PluginJar maker = new PluginJar(jars);
        Path first = maker.allocator("f.jar", "F", "F_MALLOC");
        Files.delete(jars.resolve("reference.conf"));
        plugins = new PluginPath(first,
                maker.allocator("q.jar", "Q", "Q_MALLOC"), maker.decorator("dbg.jar", "Dbg", "DBG"));
    }

    @Test
    void shouldReadTheDefaults() {
        MemorySettings settings = plugins.read(ConfigFactory.empty());
        assertEquals(Optional.empty(), settings.instance());
        assertTrue(settings.commandsEnabled());
        ShmSettings shm = settings.shm();
        assertEquals(new ShmSettings(shm.allocator(), 32 << 20, Path.of("/dev/shm"), false, "", false,
                OnCorruption.THROW, 0), shm);
        assertEquals(new PkgSettings(settings.pkg().allocator(), 16 << 20, false, OnCorruption.THROW, 0), settings.pkg());
        assertEquals(List.of("F_MALLOC", "F_MALLOC"), names(settings));
    }

    @Test
    void shouldReadWhatWasGiven() {
        MemorySettings settings = plugins.read(conf("""
                malloc4j {
                  instance = switch-1, commands.enabled = no
                  shm { size = 1 GiB, directory = "%s", persistent = true, schema = switchboard/1, reserve = true
                        alarm-percentage = 80, allocator = q_malloc_dbg, on-corruption = throw }
                  pkg { size = 131072, confined = "true", alarm-percentage = "100" }
                }""".formatted(directory)));
        assertEquals(Optional.of("switch-1"), settings.instance());
        assertEquals(false, settings.commandsEnabled());
        assertEquals(new ShmSettings(settings.shm().allocator(), 1 << 30, directory, true, "switchboard/1", true,
                OnCorruption.THROW, 80),
                settings.shm());
        assertEquals(new PkgSettings(settings.pkg().allocator(), 131072, true, OnCorruption.THROW, 100), settings.pkg());
        assertEquals(List.of("Q_MALLOC_DBG", "F_MALLOC"), names(settings));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            allocator = [F]           | not an allocator's name: value=["F"] key=malloc4j.allocator (a.conf: 1); allocators there are: F_MALLOC 1.2 (f.jar), Q_MALLOC 1.2 (q.jar)
            allocator = null          | not an allocator's name: value=null key=malloc4j.allocator (a.conf: 1); allocators there are: F_MALLOC 1.2 (f.jar), Q_MALLOC 1.2 (q.jar)
            allocator = ""            | not an allocator's name: value="" key=malloc4j.allocator (a.conf: 1); allocators there are: F_MALLOC 1.2 (f.jar), Q_MALLOC 1.2 (q.jar)
            allocator = X_MALLOC      | unknown allocator: value=X_MALLOC key=malloc4j.allocator (a.conf: 1); allocators there are: F_MALLOC 1.2 (f.jar), Q_MALLOC 1.2 (q.jar); did you mean F_MALLOC?
            shm.allocator = Tlsf      | unknown allocator: value=Tlsf key=malloc4j.shm.allocator (a.conf: 1); allocators there are: F_MALLOC 1.2 (f.jar), Q_MALLOC 1.2 (q.jar)
            pkg.allocator = Q_MALOC   | unknown allocator: value=Q_MALOC key=malloc4j.pkg.allocator (a.conf: 1); allocators there are: F_MALLOC 1.2 (f.jar), Q_MALLOC 1.2 (q.jar); did you mean Q_MALLOC?
            instance = a/b            | not a name for an instance: value=a/b key=malloc4j.instance (a.conf: 1); allowed: 1 to 64 letters, digits, '.', '_' and '-', or null for a pool of this process alone
            instance = ""             | not a name for an instance: value="" key=malloc4j.instance (a.conf: 1); allowed: 1 to 64 letters, digits, '.', '_' and '-', or null for a pool of this process alone
            instance = {}             | a section where a value belongs: value={} key=malloc4j.instance (a.conf: 1); allowed: one value
            instance = []             | not a name for an instance: value=[] key=malloc4j.instance (a.conf: 1); allowed: 1 to 64 letters, digits, '.', '_' and '-', or null for a pool of this process alone
            shm = 5                   | not a section: value=5 key=malloc4j.shm (a.conf: 1); allowed: keys and values in braces
            pkg = null                | not a section: value=null key=malloc4j.pkg (a.conf: 1); allowed: keys and values in braces
            commands = off            | not a section: value=off key=malloc4j.commands (a.conf: 1); allowed: keys and values in braces
            f-malloc = []             | not a section: value=[] key=malloc4j.f-malloc (a.conf: 1); allowed: keys and values in braces
            shm.size = lots           | not a size: value=lots key=malloc4j.shm.size (a.conf: 1); allowed: a number of bytes, or one with a unit, such as 32 MiB, up to 128 TiB
            shm.size = null           | not a size: value=null key=malloc4j.shm.size (a.conf: 1); allowed: a number of bytes, or one with a unit, such as 32 MiB, up to 128 TiB
            shm.size = 5 parsecs      | not a size: value=5 parsecs key=malloc4j.shm.size (a.conf: 1); allowed: a number of bytes, or one with a unit, such as 32 MiB, up to 128 TiB
            shm.size = [32 MiB]       | not a size: value=["32 MiB"] key=malloc4j.shm.size (a.conf: 1); allowed: a number of bytes, or one with a unit, such as 32 MiB, up to 128 TiB
            shm.size = 8 EiB          | not a size: value=8 EiB key=malloc4j.shm.size (a.conf: 1); allowed: a number of bytes, or one with a unit, such as 32 MiB, up to 128 TiB
            shm.size = 129 TiB        | size too large: value=129 TiB key=malloc4j.shm.size (a.conf: 1); allowed: up to 128 TiB, what a process can map
            shm.size = -5             | size too small: value=-5 key=malloc4j.shm.size (a.conf: 1); allowed: 69632 bytes or more, which is what F_MALLOC needs to begin with
            shm.size = 0              | size too small: value=0 key=malloc4j.shm.size (a.conf: 1); allowed: 69632 bytes or more, which is what F_MALLOC needs to begin with
            pkg.size = 69631          | size too small: value=69631 key=malloc4j.pkg.size (a.conf: 1); allowed: 69632 bytes or more, which is what F_MALLOC needs to begin with
            pkg.size = true           | not a size: value=true key=malloc4j.pkg.size (a.conf: 1); allowed: a number of bytes, or one with a unit, such as 32 MiB, up to 128 TiB
            shm.directory = /no/such  | no such directory: value=/no/such key=malloc4j.shm.directory (a.conf: 1); create it, or name one that exists, such as /dev/shm
            shm.directory = /dev/null | not a directory: value=/dev/null key=malloc4j.shm.directory (a.conf: 1); name the directory that the pool's file shall live in
            shm.directory = " "       | not a directory's name: value=" " key=malloc4j.shm.directory (a.conf: 1); allowed: a directory that exists, such as /dev/shm
            shm.directory = "\\u0000" | not a directory's name: value="\\u0000" key=malloc4j.shm.directory (a.conf: 1); allowed: a directory that exists, such as /dev/shm
            shm.directory = [a]       | not a directory's name: value=["a"] key=malloc4j.shm.directory (a.conf: 1); allowed: a directory that exists, such as /dev/shm
            shm.persistent = maybe    | neither true nor false: value=maybe key=malloc4j.shm.persistent (a.conf: 1); allowed: true, false
            shm.schema = "a b"        | not a name for a schema: value=a b key=malloc4j.shm.schema (a.conf: 1); allowed: up to 64 letters, digits, '.', '_', '/' and '-', such as switchboard/1
            shm.schema = null         | not a name for a schema: value=null key=malloc4j.shm.schema (a.conf: 1); allowed: up to 64 letters, digits, '.', '_', '/' and '-', such as switchboard/1
            shm.reserve = 1           | neither true nor false: value=1 key=malloc4j.shm.reserve (a.conf: 1); allowed: true, false
            shm.on-corruption = panic | no reaction to corruption: value=panic key=malloc4j.shm.on-corruption (a.conf: 1); allowed: throw (refuse the operation that noticed), halt (mark the pool and end this process) or retire (take what is damaged out of use and go on)
            shm.alarm-percentage = 101| not a percentage: value=101 key=malloc4j.shm.alarm-percentage (a.conf: 1); allowed: a whole number from 1 to 100, or 0 for no alarm
            pkg.alarm-percentage = -1 | not a percentage: value=-1 key=malloc4j.pkg.alarm-percentage (a.conf: 1); allowed: a whole number from 1 to 100, or 0 for no alarm
            pkg.alarm-percentage = 0.5| not a percentage: value=0.5 key=malloc4j.pkg.alarm-percentage (a.conf: 1); allowed: a whole number from 1 to 100, or 0 for no alarm
            shm.alarm-percentage = 9% | not a percentage: value=9% key=malloc4j.shm.alarm-percentage (a.conf: 1); allowed: a whole number from 1 to 100, or 0 for no alarm
            pkg.confined = []         | neither true nor false: value=[] key=malloc4j.pkg.confined (a.conf: 1); allowed: true, false
            commands.enabled = {}     | a section where a value belongs: value={} key=malloc4j.commands.enabled (a.conf: 1); allowed: one value
            """)
    void shouldRefuseEachWrongValue(String line, String sentence) {
        assertEquals(List.of(sentence), plugins.problems(conf("malloc4j." + line)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            malloc4j.shm.sise = 64 MiB       | value=64 MiB key=malloc4j.shm.sise (a.conf: 1); did you mean malloc4j.shm.size?
            malloc4j.shm.alarmPercentage = 1 | value=1 key=malloc4j.shm.alarmPercentage (a.conf: 1); did you mean malloc4j.shm.alarm-percentage?
            malloc4j."shm.size" = 1          | value=1 key=malloc4j."shm.size" (a.conf: 1); did you mean malloc4j.shm.size?
            malloc4j.Instance = a            | value=a key=malloc4j.Instance (a.conf: 1); did you mean malloc4j.instance?
            malloc4j.instances { a = 1 }     | value={"a":1} key=malloc4j.instances (a.conf: 1); did you mean malloc4j.instance?
            malloc4j.pkg.persistent = true   | value=true key=malloc4j.pkg.persistent (a.conf: 1); did you mean malloc4j.shm.persistent?
            malloc4j.f_malloc.step = 1       | value={"step":1} key=malloc4j.f_malloc (a.conf: 1); did you mean malloc4j.f-malloc?
            malloc4j.shm.x = 1               | value=1 key=malloc4j.shm.x (a.conf: 1); did you mean malloc4j.shm.dbg?
            malloc4j.f-malloc.steps = 1      | value=1 key=malloc4j.f-malloc.steps (a.conf: 1); did you mean malloc4j.f-malloc.step?
            malloc4j.pkg.f-malloc.stop = 1   | value=1 key=malloc4j.pkg.f-malloc.stop (a.conf: 1); did you mean malloc4j.pkg.f-malloc.step?
            malloc4j.dbg.f-malloc.step = 1   | value={"step":1} key=malloc4j.dbg.f-malloc (a.conf: 1); did you mean malloc4j.pkg.f-malloc?
            malloc4j.f-malloc.bins.smal=${X} | value=${X} key=malloc4j.f-malloc.bins.smal (a.conf: 1); did you mean malloc4j.f-malloc.bins.small?
            """)
    void shouldRefuseAnUnknownKeyAndSuggestTheNearest(String line, String sentence) {
        assertEquals(List.of("unknown key: " + sentence), plugins.problems(conf(line)));
    }

    /** {@code -Dmalloc4j.dbg.skip.0=a -Dmalloc4j.dbg.skip.1=b}: what Config makes of numbered keys. */
    @Test
    void shouldTakeAListAsSystemPropertiesWriteIt() {
        assertEquals(List.of("a", "b"), plugins.read(conf("malloc4j { allocator = F_MALLOC_DBG, dbg.skip { 0 = a, 1 = b } }"))
                .shm().allocator().decoratorConfig().getStringList("skip"));
        for (String none : List.of("{}", "{ 0 = a, b = c }")) {
            assertEquals(1, plugins.problems(conf("malloc4j.dbg.skip = " + none)).stream()
                    .filter(problem -> problem.startsWith("a section where a value belongs: ")).count(), none);
        }
    }

    @Test
    void shouldReportEveryProblemAtOnce() {
        assertEquals(List.of(
                "unknown key: value=1 key=malloc4j.colour (a.conf: 2); did you mean malloc4j.allocator?",
                "not a section: value=3 key=malloc4j.pkg (a.conf: 5); allowed: keys and values in braces",
                "unknown allocator: value=X key=malloc4j.shm.allocator (a.conf: 4); " + ALLOCATORS,
                "size too small: value=1 KiB key=malloc4j.shm.size (a.conf: 6); "
                        + "allowed: 65536 bytes or more, which is what malloc4j needs to begin with",
                "no such directory: value=/no/such key=malloc4j.shm.directory (a.conf: 7); "
                        + "create it, or name one that exists, such as /dev/shm",
                "neither true nor false: value=2 key=malloc4j.commands.enabled (a.conf: 3); allowed: true, false"),
                plugins.problems(conf("""
                malloc4j {
                  colour = 1
                  commands.enabled = 2
                  shm.allocator = X
                  pkg = 3
                  shm.size = 1 KiB
                  shm.directory = /no/such
                }""")));
    }

    @Test
    void shouldRefuseATreeThatIsNoTree() {
        assertEquals(List.of("not a section: value=5 key=malloc4j (a.conf: 1); allowed: keys and values in braces"),
                plugins.problems(conf("malloc4j = 5")));
    }

    @Test
    void shouldRefuseAValueForASectionAlsoUnderAHostsOwnKeys() {
        Config host = ConfigFactory.parseString("malloc4j.instance = a, malloc4j.shm.schema = b",
                ConfigParseOptions.defaults().setOriginDescription("the host"));
        String allowed = "one value was given for all of it somewhere; allowed: keys and values in braces";
        assertEquals(List.of("not a section: value={\"instance\":\"a\",\"shm\":{\"schema\":\"b\"}} key=malloc4j (the "
                + "host: 1); " + allowed), plugins.problems(host.withFallback(conf("malloc4j = 5"))));
        assertEquals(List.of("not a section: value={\"schema\":\"b\"} key=malloc4j.shm (the host: 1); " + allowed),
                plugins.problems(host.withFallback(conf("malloc4j.shm = 5"))));
    }

    @Test
    void shouldNameAProblemOfBothRolesOnce() {
        Config options = MemoryOptions.parse("-a", "nope").config();
        assertEquals(List.of("unknown allocator: value=nope key=malloc4j.allocator (command line); " + ALLOCATORS),
                plugins.problems(options.withFallback(conf("malloc4j.shm.allocator = F_MALLOC"))));
    }

    @Test
    void shouldNameTheOptionOfOneRole() {
        Config options = MemoryOptions.parse("-a", "F_MALLOC", "-k", "nope").config();
        assertEquals(List.of("unknown allocator: value=nope key=malloc4j.pkg.allocator (command line); " + ALLOCATORS),
                plugins.problems(options));
    }

    @Test
    void shouldSayWhichSubstitutionLeadsNowhere() {
        assertEquals(List.of(
                "substitution leads nowhere: value=${SIZE} key=malloc4j.shm.size (a.conf: 2); "
                        + "define what it refers to, or write ${?...} if it may be missing",
                "substitution leads nowhere: value=${FIRST} key=malloc4j.shm.schema (a.conf: 3); "
                        + "define what it refers to, or write ${?...} if it may be missing",
                "substitution leads nowhere: value=${ALL} key=malloc4j.pkg (a.conf: 1); "
                        + "define what it refers to, or write ${?...} if it may be missing").stream().sorted().toList(),
                plugins.problems(conf("""
                        malloc4j.pkg = ${ALL}
                        malloc4j.shm.size = ${SIZE}
                        malloc4j.shm.schema = ${FIRST}"/1"
                        elsewhere = ${NOT_OUR_BUSINESS}
                        malloc4j.instance = ${?OPTIONAL}
                        """)).stream().sorted().toList());
    }

    @Test
    void shouldRefuseSubstitutionsThatGoInCircles() {
        assertEquals(List.of("configuration can't be read: a.conf: 1: Could not resolve substitution to a value: "
                + "${a} was part of a cycle of substitutions involving ${b}, ${a}, ${b}"),
                plugins.problems(conf("malloc4j.instance = ${a}, a = ${b}, b = ${a}")));
    }

    @Test
    void shouldFollowTheAllocatorOfBothRolesHoweverTheConfigurationWasMade() {
        Config given = conf("malloc4j.allocator = Q_MALLOC");
        Config overDefaults = given.withFallback(ConfigFactory.load(plugins));
        assertEquals(List.of("Q_MALLOC", "Q_MALLOC"), names(plugins.read(given)));
        assertEquals(List.of("Q_MALLOC", "Q_MALLOC"), names(plugins.read(overDefaults)));
        assertEquals(List.of("Q_MALLOC", "F_MALLOC"), names(plugins.read(
                conf("malloc4j.pkg.allocator = F_MALLOC").withFallback(overDefaults))));
        assertEquals(List.of("Q_MALLOC", "F_MALLOC_DBG"), names(plugins.read(
                conf("malloc4j.allocator = Q_MALLOC, malloc4j.pkg.allocator = ${other}, other = F_MALLOC_DBG"))));
    }

    @Test
    void shouldCutTheSectionsOfProviderAndDecoratorForEachRole() {
        MemorySettings settings = plugins.read(conf("""
                malloc4j {
                  allocator = F_MALLOC_DBG
                  f-malloc { step = 2 MiB }
                  shm { f-malloc { step = 3 MiB, bins.small = 9 }, dbg.depth = 4 }
                }"""));
        AllocatorChoice shm = settings.shm().allocator();
        AllocatorChoice pkg = settings.pkg().allocator();
        assertEquals(Map.of("step", "3 MiB", "home", System.getProperty("java.io.tmpdir"), "bins", Map.of("small", 9)),
                shm.providerConfig().root().unwrapped());
        assertEquals(Map.of("step", "2 MiB", "home", System.getProperty("java.io.tmpdir"), "bins", Map.of("small", 8)),
                pkg.providerConfig().root().unwrapped());
        assertEquals(Map.of("depth", 4, "skip", List.of()), shm.decoratorConfig().root().unwrapped());
        assertEquals(Map.of("depth", 1, "skip", List.of()), pkg.decoratorConfig().root().unwrapped());
    }

    @Test
    void shouldRefuseADirectoryThatItMayNotWriteTo() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(directory), "this user may write everywhere");
        assertEquals(List.of("directory not writable: value=" + directory + " key=malloc4j.shm.directory (a.conf: 1); "
                + "let this user write to it, or name one where it may, such as /dev/shm"),
                plugins.problems(conf("malloc4j.shm.directory = \"" + directory + "\"")));
    }

    @Test
    void shouldLetSystemPropertiesWinOverAFileAndNameThem() throws IOException {
        Path file = Files.writeString(directory.resolve("host.conf"), "malloc4j {\n shm.size = 1\n pkg.size = 2\n}");
        System.setProperty("config.file", file.toString());
        System.setProperty("malloc4j.shm.size", "3");
        try {
            ConfigFactory.invalidateCaches();
            assertEquals(List.of(
                    "size too small: value=3 key=malloc4j.shm.size (system properties); "
                            + "allowed: 69632 bytes or more, which is what F_MALLOC needs to begin with",
                    "size too small: value=2 key=malloc4j.pkg.size (" + file + ": 3); "
                            + "allowed: 69632 bytes or more, which is what F_MALLOC needs to begin with"),
                    plugins.problems(ConfigFactory.load(plugins)));
        } finally {
            System.clearProperty("config.file");
            System.clearProperty("malloc4j.shm.size");
            ConfigFactory.invalidateCaches();
        }
    }

    @Test
    void shouldRefuseAFileThatIsNoConfiguration() throws IOException {
        Path file = Files.writeString(directory.resolve("host.conf"), "malloc4j {\n shm.size = \n");
        System.setProperty("config.file", file.toString());
        try {
            ConfigFactory.invalidateCaches();
            MemoryBootException refusal = assertThrows(MemoryBootException.class, Memory::boot);
            assertEquals("configuration can't be read: " + file + ": 3: "
                    + "Expecting a value but got wrong token: end of file", refusal.getMessage());
        } finally {
            System.clearProperty("config.file");
            ConfigFactory.invalidateCaches();
        }
    }

    private static Config conf(String text) {
        return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("a.conf"));
    }

    private static List<String> names(MemorySettings settings) {
        return List.of(settings.shm().allocator().name(), settings.pkg().allocator().name());
    }
}
