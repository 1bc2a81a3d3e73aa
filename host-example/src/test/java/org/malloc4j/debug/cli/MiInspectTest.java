package org.malloc4j.debug.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mi inspect} finds in the file of a pool, whole or damaged. */
@Timeout(120)
class MiInspectTest {
    private static final int FLIPS = 300;

    @TempDir
    static Path directory;

    private static Path pool;
    private static Path plain;
    private static String living;

    @BeforeAll
    static void dieWithBlocksInThePool() throws Exception {
        try (Victim victim = Victim.start(directory, "dead", "F_MALLOC_DBG")) {
            pool = directory.resolve("malloc4j-dead.shm");
            living = table(MiRun.of("mem_shm_dump", "-d", directory, victim.pid()).out());
            assertEquals("pool is in use: file=" + pool + " pids=[" + victim.pid() + "]; a copy of it would be torn. Ask one "
                    + "of them: mi mem_shm_dump " + victim.pid() + "\n", MiRun.of("inspect", pool).err());
            assertEquals(2, MiRun.of("inspect", pool).status());
            victim.kill();
        }
        try (Victim victim = Victim.start(directory, "plain", "F_MALLOC")) {
            plain = directory.resolve("malloc4j-plain.shm");
            victim.kill();
        }
    }

    /** A dump's lines, but for how old the blocks are by now. */
    private static String table(String dump) {
        return dump.substring(dump.indexOf("---")).replaceAll("oldest.*", "");
    }

    @Test
    void shouldShowTheSameTableOnceAllAreDead() throws Exception {
        byte[] before = Files.readAllBytes(pool);
        FileTime written = Files.getLastModifiedTime(pool);
        MiRun run = MiRun.of("inspect", pool);
        assertEquals(0, run.status(), run::err);
        assertTrue(run.out().startsWith("pool of instance dead, F_MALLOC_DBG; processes that never left it: 1\n"
                + "the pool is in order\n"), run.out());
        assertTrue(living.contains("[MiVictim.java: MiVictim.main, line "), living);
        assertEquals(living, table(run.out()));
        assertArrayEquals(before, Files.readAllBytes(pool));
        assertEquals(written, Files.getLastModifiedTime(pool));
    }

    @Test
    void shouldReadAFileThatMayNotBeWritten() throws Exception {
        Path copy = Files.copy(pool, directory.resolve("evidence.shm.crashed"));
        assertTrue(copy.toFile().setReadOnly());
        assertEquals(0, MiRun.of("inspect", copy).status());
    }

    @Test
    void shouldSayTheSameAsJson() {
        Config json = ConfigFactory.parseString(MiRun.of("inspect", "--json", "--top", 1, pool).out());
        assertEquals("dead F_MALLOC_DBG 1 true", json.getString("instance") + " " + json.getString("allocator") + " "
                + json.getInt("deaths") + " " + json.getBoolean("intact"));
        assertEquals(5000, json.getConfigList("dump.lines").getFirst().getLong("bytes"));
    }

    @Test
    void shouldCompareWithWhatItSavedItself() throws Exception {
        Path saved = Files.writeString(directory.resolve("saved.json"), MiRun.of("inspect", "--json", pool).out());
        MiRun run = MiRun.of("inspect", "--since", saved, pool);
        assertTrue(run.out().contains("growth since "), run::toString);
        assertEquals(0, run.status());
    }

    private void damaged(String sentence, byte... content) throws Exception {
        Path file = Files.write(directory.resolve("damaged.shm"), content);
        MiRun run = MiRun.of("inspect", file);
        String whole = sentence.formatted(file) + " Its blocks can't be read. Is it the file that was meant? Expected a pool's "
                + "file, such as /dev/shm/malloc4j-NAME.shm, or what a start kept of it, .shm.crashed.";
        assertEquals(whole + "\n", run.out());
        assertEquals("", run.err());
        assertEquals(1, run.status());
        Config json = ConfigFactory.parseString(MiRun.of("inspect", "--json", file).out());
        assertEquals(whole, json.getString("evidence"));
    }

    @Test
    void shouldSayWhatIsWrongWithAFileThatIsNoWholePool() throws Exception {
        byte[] whole = Files.readAllBytes(pool);
        damaged("pool file is truncated: file=%s size=0 least=8192; it is too short to hold a superblock.");
        damaged("pool file is truncated: file=%s size=100000 formatted=" + whole.length
                + "; it isn't as long as when it was formatted.", Arrays.copyOf(whole, 100_000));
        damaged("pool file has no superblock: file=%s magic=0; it is zero-filled, or its formatting was never finished.",
                new byte[whole.length]);
        byte[] garbage = new byte[10_000];
        Arrays.fill(garbage, (byte) 'x');
        damaged("file is no pool: file=%s magic=7878787878787878; it is some other program's.", garbage);
        byte[] version = whole.clone();
        version[16]++;
        damaged("pool file has another layout version: file=%s version=2 mine=1; another version of malloc4j formatted it.",
                version);
        byte[] flipped = whole.clone();
        flipped[100] ^= 1;
        MiRun run = MiRun.of("inspect", Files.write(directory.resolve("flipped.shm"), flipped));
        assertTrue(run.out().startsWith("superblock is damaged: file="), run.out());
        assertEquals(1, run.status());
    }

    @Test
    void shouldRefuseWhatIsNoFile() {
        String expected = "; name a pool's file, such as /dev/shm/malloc4j-NAME.shm, or what a start kept of it, "
                + ".shm.crashed\n";
        MiRun none = MiRun.of("inspect", directory.resolve("none"));
        assertEquals("no such file: file=" + directory.resolve("none") + expected, none.err());
        assertEquals(2, none.status());
        MiRun folder = MiRun.of("inspect", directory);
        assertEquals("not a file: file=" + directory + expected, folder.err());
        assertEquals(2, folder.status());
    }

    @Test
    void shouldRefuseALinkAndWhatIsNoRegularFile() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.shm"), pool);
        MiRun run = MiRun.of("inspect", link);
        assertEquals("file is a link: file=" + link + " target=" + pool + "; name the file itself\n", run.err());
        assertEquals(2, run.status());
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        for (Path strange : new Path[] {Path.of("/dev/null"), fifo}) {
            MiRun refusal = MiRun.of("inspect", strange);
            assertEquals("not a file: file=" + strange + "; name a pool's file, such as /dev/shm/malloc4j-NAME.shm, or what a "
                    + "start kept of it, .shm.crashed\n", refusal.err());
            assertEquals(2, refusal.status());
        }
    }

    @Test
    void shouldSayThatOriginsAreDamaged() throws Exception {
        byte[] whole = Files.readAllBytes(pool);
        int origin = new String(whole, StandardCharsets.ISO_8859_1).indexOf("[MiVictim.java");
        assertTrue(origin > 0);
        Random random = new Random(1);
        for (boolean zeros : new boolean[] {true, false}) {
            byte[] content = whole.clone();
            for (int i = origin - 600; i < origin + 1200; i++) {
                content[i] = zeros ? 0 : (byte) random.nextInt();
            }
            Path file = Files.write(directory.resolve("nameless.shm"), content);
            MiRun run = MiRun.of("inspect", file);
            assertEquals("origins are damaged: pool=shm blocks=5; something overwrote the area where they are kept. Lines of "
                    + "code are missing or unknown; the blocks themselves were checked apart from that",
                    run.out().lines().skip(1).findFirst().orElseThrow());
            assertTrue(run.out().contains("[origin unknown]"), run.out());
            assertEquals(1, run.status());
            assertFalse(ConfigFactory.parseString(MiRun.of("inspect", "--json", file).out()).getBoolean("intact"));
        }
    }

    /** Anything may be in the file: there is always a sentence and a status, and the end is always reached. */
    @Test
    void shouldCopeWithAnyDamage() throws Exception {
        long seed = Long.getLong("malloc4j.seed", new Random().nextLong());
        Random random = new Random(seed);
        byte[][] wholes = {Files.readAllBytes(pool), Files.readAllBytes(plain)};
        int found = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] content = wholes[i % wholes.length].clone();
            // The heap's own words, and those of the decorator, are where the blocks are: mostly at the beginning.
            // The first goes to the superblock, where none goes unnoticed.
            int at = i == 0 ? 64 : 4096 + random.nextInt(i % 3 == 0 ? content.length - 4096 : 80_000);
            for (int n = i == 0 ? 15 : random.nextInt(16); n >= 0; n--) {
                content[Math.min(content.length - 1, at + n)] = (byte) random.nextInt();
            }
            MiRun run = MiRun.of("inspect", Files.write(directory.resolve("flipped.shm"), content));
            String what = "malloc4j.seed=" + seed + " flip=" + i + " at=" + at + ": " + run;
            assertTrue(run.status() == 0 || run.status() == 1, what);
            assertEquals("", run.err(), what);
            assertEquals(run.status() == 0, run.out().contains("the pool is in order\n"), what);
            found += run.status();
        }
        assertTrue(found > 0, "malloc4j.seed=" + seed + ": no damage was found");
    }
}
