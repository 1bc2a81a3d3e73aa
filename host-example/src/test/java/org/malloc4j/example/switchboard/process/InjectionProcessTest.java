package org.malloc4j.example.switchboard.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.malloc4j.Memory;
import org.malloc4j.example.switchboard.cli.Switchboard;

/** Real demos with a mistake planted: what they end with, by allocator and policy. */
@Timeout(120)
class InjectionProcessTest {
    @TempDir
    private Path directory;

    /** How a demo ended. */
    private record Ending(int status, String out, String log) {
        String lastLines() {
            return out.substring(Math.max(0, out.lastIndexOf("corruption found")));
        }
    }

    private Ending demo(String injection, String... settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-Dmalloc4j.shm.directory=" + directory));
        for (String setting : settings) {
            command.add("-D" + setting);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Switchboard.class.getName(), "demo", "--inject",
                injection));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), out);
        return new Ending(process.exitValue(), out, Files.readString(log));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            overrun        | block overrun by \\d+ bytes(?: or more)?: block=\\d+ pool=shm byteSize=\\d+; something wrote past its end, .*
            underrun       | block underrun by 8 bytes(?: or more)?: block=\\d+ pool=shm byteSize=\\d+; something wrote before its start, .*
            double-free    | block not live: block=\\d+ pool=shm byteSize=\\d+; it was freed before: a double free
            foreign-free   | block not live: block=\\d+ pool=shm.*
            use-after-free | block written after free at \\+40: block=\\d+ pool=shm byteSize=\\d+; something kept using it after it was freed
            """)
    void shouldNameTheMistakeWithQMalloc(String injection, String headline) throws Exception {
        Ending ending = demo(injection, "malloc4j.allocator=Q_MALLOC");
        assertEquals(1, ending.status(), ending.toString());
        Matcher lines = Pattern.compile("corruption found: " + injection + " \\(" + injection + " planted: \\d+ times\\)\n"
                + headline + "\n  (?s:.*)\n  noticed by process \\d+, thread .*\n").matcher(ending.lastLines());
        assertTrue(lines.matches() || ending.lastLines().matches("corruption found: " + injection + " \\(" + injection
                + " planted: \\d+ times\\)\n" + headline + "\n  noticed by process \\d+, thread .*\n"), ending.toString());
        assertTrue(ending.log().contains("ERROR Corruptions: shm pool is "), ending.log());
    }

    @Test
    void shouldShowALeakByWhatIsStillHeld() throws Exception {
        Ending ending = demo("leak");
        assertEquals(1, ending.status(), ending.toString());
        Matcher last = Pattern.compile("corruption found \\(leak planted: (\\d+) times\\); what happened instead: 0 operations of "
                + "the switch failed, 0 workers died, 0 calls failed, 0 didn't end, (\\d+) blocks are still held\n")
                .matcher(ending.lastLines());
        assertTrue(last.matches(), ending.toString());
        assertEquals(2 * Long.parseLong(last.group(1)), Long.parseLong(last.group(2)), "one in each pool");
    }

    @Test
    void shouldNotKnowWhatItWasWithFMalloc() throws Exception {
        Ending ending = demo("overrun", "malloc4j.allocator=F_MALLOC");
        assertEquals(1, ending.status(), ending.toString());
        assertTrue(ending.out().contains("\nno corruption found (overrun planted: "), ending.toString());
    }

    @Test
    void shouldCarryOnWhereDamageIsRetired() throws Exception {
        Ending ending = demo("use-after-free", "malloc4j.shm.allocator=Q_MALLOC", "malloc4j.shm.on-corruption=retire");
        assertEquals(0, ending.status(), ending.toString());
        assertTrue(ending.lastLines().matches("corruption found and put aside \\(use-after-free planted: \\d+ times\\): \\d+ "
                + "damaged blocks are out of use for good, and no operation of the switch failed; what was found is in the log\n"),
                ending.toString());
        assertTrue(ending.log().contains("\n  What is damaged was taken out of use for good, and the pool goes on: "
                + "malloc4j.shm.on-corruption=retire.\n"), ending.log());
    }

    @Test
    void shouldEndAsAWholeWhereDamageHalts() throws Exception {
        Ending ending = demo("underrun", "malloc4j.shm.allocator=Q_MALLOC", "malloc4j.shm.on-corruption=halt");
        assertEquals(Memory.CORRUPTION_STATUS, ending.status(), ending.toString());
        assertTrue(ending.log().contains("\n  This process ends with status 86, and the pool is marked, so that every other "
                + "process stops using it: malloc4j.shm.on-corruption=halt; evidence=" + directory), ending.log());
        assertTrue(ending.log().contains(". This process ends with status 86: malloc4j.shm.on-corruption=halt."),
                ending.log());
        try (var files = Files.list(directory)) {
            Path evidence = files.filter(it -> it.toString().endsWith(".corruption")).findFirst().orElseThrow();
            assertTrue(Files.readString(evidence).contains("\nwhat was found\n  block underrun by 8 bytes"), evidence.toString());
        }
    }
}
