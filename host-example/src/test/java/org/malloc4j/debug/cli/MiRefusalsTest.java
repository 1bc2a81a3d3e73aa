package org.malloc4j.debug.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mi} says, and with which status it ends, when it can't do what it was asked to, or found something. */
@Timeout(120)
class MiRefusalsTest {
    @TempDir
    Path directory;

    private MiRun mi(Object... words) {
        Object[] all = new Object[words.length + 2];
        all[0] = words[0];
        all[1] = "-d";
        all[2] = directory;
        System.arraycopy(words, 1, all, 3, words.length - 1);
        return MiRun.of(all);
    }

    private void refuses(String sentence, Object... words) {
        MiRun run = mi(words);
        assertEquals(sentence + System.lineSeparator(), run.err());
        assertEquals("", run.out());
        assertEquals(2, run.status());
    }

    @Test
    void shouldKnowWhichProcessesThereAreNot() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        refuses("no such process: pid=" + gone.pid() + " directory=" + directory
                + "; 'mi ps' lists those that run malloc4j", "shm_check", gone.pid());
        refuses("no such process: name=worker directory=" + directory + "; expected a pid, or INSTANCE/SLOT. 'mi ps' lists "
                + "those that run malloc4j", "shm_check", "worker");
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            refuses("process does not run malloc4j: pid=" + other.pid() + " directory=" + directory + "; it has no pool "
                    + "there. If its malloc4j.shm.directory is another one, name that with --directory", "mem_pkg_dump",
                    other.pid());
        } finally {
            other.destroyForcibly();
        }
        MiRun nobody = mi("ps");
        assertEquals("no process that runs malloc4j: directory=" + directory + "\n", nobody.err());
        assertEquals(0, nobody.status());
        MiRun nowhere = MiRun.of("ps", "-d", directory.resolve("nowhere"));
        assertEquals("directory of shared pools can't be read: directory=" + directory.resolve("nowhere")
                + "; name it with --directory\n", nowhere.err());
        assertEquals(2, nowhere.status());
    }

    @Test
    void shouldSayThatAProcessIsStopped() throws Exception {
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC")) {
            victim.signal("STOP");
            refuses("process is stopped: pid=" + victim.pid() + "; it answers once it goes on: kill -CONT " + victim.pid(),
                    "get_statistics", victim.pid(), "all");
            MiRun ps = mi("ps");
            assertTrue(ps.out().lines().toList().get(1).endsWith("stopped"), ps.out());
            assertEquals(1, ps.status());
            victim.signal("CONT");
            assertEquals(0, mi("get_statistics", victim.pid(), "all").status());
        }
    }

    @Test
    void shouldSayThatAProcessDied() throws Exception {
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC")) {
            victim.kill();
            refuses("process died: pid=" + victim.pid() + "; nobody is left in its pool. See what it held: mi inspect "
                    + directory.resolve("malloc4j-x.shm"), "shm_check", victim.pid());
            MiRun ps = mi("ps");
            assertTrue(ps.out().lines().toList().get(1).endsWith("died"), ps.out());
            assertEquals(1, ps.status());
        }
    }

    @Test
    void shouldNameThoseThatLiveWhenAnotherDied() throws Exception {
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC"); Victim other = Victim.start(directory, "x", "F_MALLOC")) {
            victim.kill();
            refuses("process died: pid=" + victim.pid() + "; what it left in x/0 is mended by the next process that joins "
                    + "the pool. Ask another one: [x/1]", "shm_check", victim.pid());
            assertEquals(0, mi("shm_check", other.pid()).status());
        }
    }

    @Test
    void shouldSayThatAProcessAnswersNoCommands() throws Exception {
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC", "commands.enabled=false")) {
            refuses("process answers no commands: pid=" + victim.pid() + " socket=" + directory.resolve("malloc4j-x.0.sock")
                    + "; there is no such socket. malloc4j.commands.enabled may be false there; its log says if it can't "
                    + "have one", "shm_check", victim.pid());
            MiRun ps = mi("ps");
            assertTrue(ps.out().lines().toList().get(1).endsWith("answers no commands"), ps.out());
            assertEquals(0, ps.status());
        }
    }

    /** A listener that accepts nobody, in place of the process's own. */
    @Test
    void shouldSayThatAProcessDidNotAnswerInTime() throws Exception {
        Path socket = directory.resolve("malloc4j-x.0.sock");
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC", "commands.enabled=false");
                ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(socket));
            refuses("process did not answer: pid=" + victim.pid() + " limit=200 ms; it is too busy, or stopped. Give it more "
                    + "time with --limit", "shm_check", victim.pid(), "--limit", "0.2");
            MiRun ps = mi("ps", "--limit", "0.2");
            assertTrue(ps.out().lines().toList().get(1).endsWith("did not answer"), ps.out());
            assertEquals(1, ps.status());
        }
    }

    /** A listener in place of the process's own that sends anything, again and again, to whoever calls. */
    @Test
    void shouldSayThatWhatAnswersIsNotMalloc4j() throws Exception {
        Path socket = directory.resolve("malloc4j-x.0.sock");
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC", "commands.enabled=false")) {
            String begin = "process can't be asked: pid=" + victim.pid() + " socket=" + socket + "; ";
            String stranger = begin + "what answers there isn't malloc4j: it sent no JSON object";
            long limit = Math.min(256 << 20, Runtime.getRuntime().maxMemory() / 16);
            answered("HTTP/1.1 400 Bad Request\r\n", 1, socket, victim, stranger);
            answered("{garbage", 1, socket, victim, stranger);
            answered("{".repeat(1 << 16), Integer.MAX_VALUE, socket, victim, begin + "its answer doesn't end: limit=" + limit
                    + " bytes; what answers there isn't malloc4j. Of a dump that is so large, --top asks for the first lines "
                    + "only");
        }
    }

    private void answered(String text, int times, Path socket, Victim victim, String sentence) throws Exception {
        try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stranger.bind(UnixDomainSocketAddress.of(socket));
            Thread.startVirtualThread(() -> {
                while (stranger.isOpen()) {
                    answer(stranger, text, times);
                }
            });
            refuses(sentence, "shm_check", victim.pid());
        } finally {
            Files.delete(socket);
        }
    }

    private static void answer(ServerSocketChannel stranger, String text, int times) {
        try (SocketChannel caller = stranger.accept()) {
            caller.read(ByteBuffer.allocate(1 << 10));
            for (int i = 0; i < times; i++) {
                caller.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            // Whoever called has heard enough, or only looked whether somebody listens.
        }
    }

    @Test
    void shouldShowTheEvidenceOfADamagedPool() throws Exception {
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC")) {
            victim.order("damage");
            MiRun check = mi("shm_check", victim.pid());
            assertTrue(check.out().startsWith("the shared pool is damaged: "), check.out());
            assertEquals(1, check.status());
            MiRun json = mi("shm_check", victim.pid(), "--json");
            assertTrue(json.out().startsWith("{\"evidence\":\"") && json.out().endsWith("\",\"intact\":false}\n"), json.out());
        }
    }

    @Test
    void shouldPassOnWhatTheProcessRefuses() throws Exception {
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC")) {
            refuses("no pool tracks origins: shm=F_MALLOC pkg=F_MALLOC; there is nothing to sample. Start the process with "
                    + "F_MALLOC_DBG, say.", "sampling", victim.pid());
            refuses("not a distance: BYTES=some; allowed: 0 for every block, or a number of bytes such as 524288 or 512KiB",
                    "sampling", victim.pid(), "some");
            MiRun nothing = mi("mem_pkg_dump", victim.pid(), "--match", "Nobody");
            assertEquals("no line fits --match and --min-bytes: the pool may hold others\n", nothing.err());
            assertEquals(0, nothing.status());
            refuses("saved dump can't be read: file=" + directory.resolve("none") + "; save one with --json > FILE",
                    "mem_shm_dump", victim.pid(), "--since", directory.resolve("none"));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAnOption() {
        for (String[] wrong : new String[][] {
                {"--match", "(", "'(' is no regular expression: Unclosed group; a backslash before a character takes "
                        + "it as it is"},
                {"--by", "colour", "'colour' is none of process, thread, age"},
                {"--top", "0", "'0' is no number from 1 on"},
                {"--min-bytes", "-5", "'-5' is no number of bytes from 1 on, such as 14336 or 14KiB"},
                {"--min-bytes", "0", "'0' is no number of bytes from 1 on, such as 14336 or 14KiB"},
                {"--min-bytes", "much", "'much' is no number of bytes from 1 on, such as 14336 or 14KiB"}}) {
            MiRun run = MiRun.of("mem_pkg_dump", "1", wrong[0], wrong[1]);
            assertEquals("Invalid value for option '" + wrong[0] + "': " + wrong[2], run.err().lines().findFirst().orElseThrow());
            assertEquals(2, run.status());
        }
    }

    @Test
    void shouldShowHowItIsUsedWhenItIsMisused() {
        for (String[] misuse : new String[][] {{}, {"frobnicate"}, {"shm_check"}, {"ps", "--colour"},
                {"ps", "--limit", "0"}, {"mem_pkg_dump", "1", "--by", "colour"}, {"mem_pkg_dump", "1", "--match", "("}}) {
            MiRun run = MiRun.of((Object[]) misuse);
            assertEquals(2, run.status(), () -> String.join(" ", misuse) + run);
            assertTrue(run.err().contains("Usage: mi") || run.err().startsWith("Unmatched argument"), run.err());
            assertEquals("", run.out());
        }
        for (String[] help : new String[][] {{"help"}, {"-h"}, {"help", "ps"}, {"ps", "-h"}, {"generate-completion"}}) {
            MiRun run = MiRun.of((Object[]) help);
            assertEquals(0, run.status());
            assertEquals("", run.err());
            assertTrue(run.out().length() > 100);
        }
    }

    @Test
    void shouldNotMindWhatElseLiesInTheDirectory() throws Exception {
        Files.writeString(directory.resolve("malloc4j-garbage.shm"), "garbage");
        Files.createDirectory(directory.resolve("malloc4j-directory.shm"));
        Files.writeString(directory.resolve("malloc4j-.shm"), "nameless");
        MiRun ps = mi("ps");
        assertEquals("", ps.out());
        assertEquals("pool file is no regular file: file=" + directory.resolve("malloc4j-directory.shm") + "; something else "
                + "lies where malloc4j keeps its pool. Nobody is looked for in it.\n"
                + "pool file is truncated: file=" + directory.resolve("malloc4j-garbage.shm") + " size=7 least=8192; it is too "
                + "short to hold a superblock. Nobody is looked for in it.\n"
                + "no process that runs malloc4j: directory=" + directory + "\n", ps.err());
        assertEquals(0, ps.status());
    }
}
