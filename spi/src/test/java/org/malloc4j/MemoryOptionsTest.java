package org.malloc4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryOptionsTest {
    private static final Config FILE = ConfigFactory.parseString("""
            malloc4j { allocator = FILE, shm { allocator = FILE_SHM, size = 1 MiB }, pkg { allocator = FILE_PKG } }""");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -a A              | A    | A        | A
            -s S              | FILE | S        | FILE_PKG
            -k K              | FILE | FILE_SHM | K
            -a A -s S         | A    | S        | A
            -s S -a A         | A    | S        | A
            -kK -aA -sS       | A    | S        | K
            -a A -a B_DBG     | B_DBG| B_DBG    | B_DBG
            serve -w 2 -p 5070| FILE | FILE_SHM | FILE_PKG
            """)
    void shouldLetTheCommandLineWinOverAFileForEachRole(String line, String both, String shm, String pkg) {
        Config config = MemoryOptions.parse(line.split(" ")).config().withFallback(FILE);
        assertEquals(List.of(both, shm, pkg), List.of(config.getString("malloc4j.allocator"),
                config.getString("malloc4j.shm.allocator"), config.getString("malloc4j.pkg.allocator")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m 64 -M 8", "-m64 -M8", "-M 8 -m 3 -m 64", "-m 064 -M 08"})
    void shouldTakeSizesInMegabytes(String line) {
        Config config = MemoryOptions.parse(line.split(" ")).config();
        assertEquals(64L << 20, config.getBytes("malloc4j.shm.size"));
        assertEquals(8L << 20, config.getBytes("malloc4j.pkg.size"));
    }

    @Test
    void shouldNameTheCommandLineAsOrigin() {
        assertEquals("command line",
                MemoryOptions.parse("-m", "64").config().getValue("malloc4j.shm.size").origin().description());
    }

    @Test
    void shouldLeaveEverythingElseInOrder() {
        assertEquals(List.of("serve", "-p", "5070", "-", "", "--memory", "-f", "a.conf"),
                MemoryOptions.parse("serve", "-p", "5070", "-m", "64", "-", "", "--memory", "-sS", "-f", "a.conf").rest());
    }

    @Test
    void shouldStopAtTwoDashesAndLeaveThem() {
        MemoryOptions options = MemoryOptions.parse("-m", "1", "--", "-m", "2", "-a");
        assertEquals(List.of("--", "-m", "2", "-a"), options.rest());
        assertEquals(1 << 20, options.config().getBytes("malloc4j.shm.size"));
    }

    @Test
    void shouldAskForNothingIfNothingWasGiven() {
        assertTrue(MemoryOptions.parse().config().isEmpty());
        assertEquals(List.of(), MemoryOptions.parse().rest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "lots", "1.5", "64MB", "=64", "+64", "134217729", "99999999999999999999"})
    void shouldRefuseWhatIsNoSize(String value) {
        assertProblems(List.of("not a size: value=" + value + " option=-m (command line); "
                + "allowed: a whole number of MB from 1 to 134217728, such as -m 64"), "-m", value);
    }

    @Test
    void shouldTakeTheLargestSize() {
        assertEquals(1L << 47, MemoryOptions.parse("-m134217728").config().getBytes("malloc4j.shm.size"));
    }

    @Test
    void shouldReportEveryProblemAtOnce() {
        assertProblems(List.of(
                "option without a value: option=-a (command line); allowed: an allocator's name, such as -a F_MALLOC",
                "not a name: value==S option=-s (command line); allowed: an allocator's name, such as -s F_MALLOC",
                "not a size: value=x option=-M (command line); "
                        + "allowed: a whole number of MB from 1 to 134217728, such as -M 64",
                "option without a value: option=-k (command line); allowed: an allocator's name, such as -k F_MALLOC",
                "option without a value: option=-m (command line); "
                        + "allowed: a whole number of MB from 1 to 134217728, such as -m 64"),
                "-a", "-s=S", "-M", "x", "-k", "-m");
    }

    private static void assertProblems(List<String> expected, String... args) {
        assertEquals(expected, assertThrows(MemoryBootException.class, () -> MemoryOptions.parse(args)).problems());
    }
}
