package org.malloc4j.example.switchboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that can't be: the sentence on standard error, and exit status 2. */
class SwitchboardTest {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @BeforeEach
    void captureErrors() {
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreErrors() {
        System.setErr(before);
    }

    private String refused(String... args) {
        assertEquals(2, Switchboard.run(args), () -> errors.toString(StandardCharsets.UTF_8));
        return errors.toString(StandardCharsets.UTF_8).strip();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("switch.conf"), text);
    }

    @Test
    void shouldSayWhichOptionIsUnknown() {
        assertEquals("Unknown option: '-x'", refused("serve", "-x").lines().findFirst().orElseThrow());
    }

    @Test
    void shouldHelpWithoutACommand() {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Switchboard.run("-h"));
            assertEquals(0, Switchboard.run("--help"));
        } finally {
            System.setOut(out);
        }
        String help = said.toString(StandardCharsets.UTF_8);
        assertTrue(help.startsWith("Usage: switchboard [-h] [COMMAND]\n"), help);
        assertTrue(help.contains("\n  serve  ") && help.contains("\n  demo "), help);
    }

    @Test
    void shouldSayWhichCommandIsUnknown() {
        assertEquals("Unmatched argument at index 0: 'dance'", refused("dance").lines().findFirst().orElseThrow());
    }

    @Test
    void shouldSayThatAPortIsNoNumber() {
        assertEquals("Invalid value for option '-p': 'many' is not an int",
                refused("serve", "-p", "many").lines().findFirst().orElseThrow());
    }

    @Test
    void shouldSayWhichMistakesCanBePlanted() {
        assertEquals("command line: bad value: switchboard.inject=chaos, must be overrun, underrun, double-free, foreign-free, "
                + "use-after-free, leak or none", refused("demo", "--inject", "chaos"));
    }

    @Test
    void shouldSayThatAMemoryOptionIsWrong() {
        assertEquals("not a size: value=big option=-m (command line); allowed: a whole number of MB from 1 to 134217728, "
                + "such as -m 64", refused("serve", "-m", "big"));
    }

    @Test
    void shouldSayEveryWrongSettingWithItsFileLineAndKey() throws IOException {
        Path file = file("""
                switchboard {
                  port = 70000
                  workers = none
                  address = "0.0.0.0"
                  table { buckets = 100, stripes = 512 }
                  timers.t1 = 0 s
                  java-options = 7
                }
                """);
        String origin = file + ": ";
        assertEquals(String.join(System.lineSeparator(),
                origin + "6: bad value: switchboard.timers.t1=0 s, must be a duration from 1 ms to 60000 ms",
                origin + "4: bad value: switchboard.address=0.0.0.0, must be an address of this machine (peers are told it, "
                        + "so it can't be the wildcard address)",
                origin + "2: bad value: switchboard.port=70000, must be a number from 0 to 65535",
                origin + "3: bad value: switchboard.workers=none, must be a number from 1 to 64",
                origin + "5: bad value: switchboard.table.buckets=100, must be a power of two up to 16777216",
                origin + "7: bad value: switchboard.java-options=7, must be a list of strings",
                origin + "5: bad value: switchboard.table.stripes=512, must be no more than table.buckets"),
                refused("serve", "-f", file.toString()));
    }

    @Test
    void shouldSayWhichKeysNobodyReadsAndWhichMayBeMeant() throws IOException {
        Path file = file("""
                switchboard {
                  prot = 5060
                  timers = 5
                  tabel { buckets = 64 }
                  table { bucket = 64 }
                }
                """);
        String origin = file + ": ";
        assertEquals(String.join(System.lineSeparator(),
                origin + "2: unknown key: switchboard.prot=5060; did you mean switchboard.port?",
                origin + "4: unknown key: switchboard.tabel={buckets=64}; did you mean switchboard.table?",
                origin + "5: unknown key: switchboard.table.bucket=64; did you mean switchboard.table.buckets?",
                origin + "3: not a section: switchboard.timers=5, must be keys and values in braces"),
                refused("serve", "-f", file.toString()));
    }

    @Test
    void shouldSayThatTheSwitchsSettingsAreASection() throws IOException {
        Path file = file("switchboard = 5");
        assertEquals(file + ": 1: not a section: switchboard=5, must be keys and values in braces",
                refused("serve", "-p", "0", "-f", file.toString()));
    }

    @Test
    void shouldSayThatAFileIsMissingOrMalformed() throws IOException {
        String missing = refused("serve", "-f", directory.resolve("none.conf").toString());
        assertTrue(missing.startsWith("can't read the configuration: ") && missing.contains("none.conf"), missing);
        errors.reset();
        String malformed = refused("serve", "-f", file("switchboard { port = ").toString());
        assertTrue(malformed.startsWith("can't read the configuration: ") && malformed.contains("switch.conf: 1"),
                malformed);
    }

    @Test
    void shouldSayThatThePortIsInUse() throws IOException {
        try (DatagramChannel other = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int port = ((InetSocketAddress) other.getLocalAddress()).getPort();
            assertEquals("can't listen on udp:" + port + " of 127.0.0.1: Address already in use; end the program that uses "
                    + "the port, or choose another with -p", refused("serve", "-p", Integer.toString(port)));
        }
    }

    @Test
    void shouldWaitAMomentForAPortThatIsAboutToBeFree() throws IOException {
        DatagramChannel other = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        int port = ((InetSocketAddress) other.getLocalAddress()).getPort();
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(() -> close(other));
        String problem = refused("serve", "-p", Integer.toString(port), "-a", "NO_MALLOC");
        assertTrue(problem.contains("NO_MALLOC") && !problem.contains("can't listen"), problem);
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheMemory() {
        String problem = refused("serve", "-p", "0", "-a", "NO_MALLOC");
        assertTrue(problem.contains("NO_MALLOC") && problem.contains("F_MALLOC"), problem);
    }

    @Test
    void shouldSayThatThePoolIsTooSmallForTheCallTable() throws IOException {
        Path file = file("switchboard { table.buckets = 1048576 }\nmalloc4j.shm.directory = \"" + directory + "\"");
        String problem = refused("serve", "-p", "0", "-m", "1", "-f", file.toString());
        assertTrue(problem.startsWith("no room for the call table: "), problem);
        assertTrue(problem.endsWith("; make the pool larger or switchboard.table.buckets smaller"), problem);
    }

    @Test
    void shouldRefuseAPersistentPoolThatTheNextStartWouldNotFind() throws IOException {
        assertEquals("persistent pool would not be found again: malloc4j.shm.persistent=true switchboard.port=0; it is "
                + "named after the port, and the next start would choose another one. Name a port with -p, or set "
                + "malloc4j.instance", refused("serve", "-p", "0", "-f",
                file("malloc4j.shm.persistent = true").toString()));
    }
}
