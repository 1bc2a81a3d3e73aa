package org.malloc4j.debug.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mi} shows of a process that answers. */
@Timeout(120)
class MiProcessesTest {
    @TempDir
    static Path directory;

    private static Victim plain;
    private static Victim tracked;

    @BeforeAll
    static void start() throws Exception {
        plain = Victim.start(directory, "plain", "F_MALLOC");
        tracked = Victim.start(directory, "tracked", "F_MALLOC_DBG");
    }

    @AfterAll
    static void end() throws Exception {
        plain.close();
        tracked.close();
    }

    private static MiRun mi(String command, Object... more) {
        List<Object> words = new ArrayList<>(List.of(command, "--directory", directory));
        words.addAll(List.of(more));
        MiRun run = MiRun.of(words.toArray());
        assertEquals(0, run.status(), run::err);
        return run;
    }

    private static Config json(String command, Object... more) {
        List<Object> words = new ArrayList<>(List.of("--json"));
        words.addAll(List.of(more));
        return ConfigFactory.parseString(mi(command, words.toArray()).out());
    }

    @Test
    void shouldListProcessesAndWhatTheirPoolsHold() {
        List<String> lines = mi("ps").out().lines().toList();
        assertEquals(5, lines.size(), lines::toString);
        assertEquals("    pid instance             slot role allocator                  used            max           size",
                lines.getFirst());
        assertTrue(lines.get(1).matches(" *" + plain.pid() + " plain +0 shm  F_MALLOC +\\d+ +\\d+ +1048576"), lines.get(1));
        assertTrue(lines.get(4).matches(" *" + tracked.pid() + " tracked +0 pkg  F_MALLOC_DBG +\\d+ +\\d+ +\\d+"),
                lines.get(4));
        List<? extends Config> rows = json("ps").getConfigList("processes");
        assertEquals(List.of("plain shm answers", "plain pkg answers", "tracked shm answers", "tracked pkg answers"),
                rows.stream().map(row -> row.getString("instance") + " " + row.getString("role") + " "
                        + row.getString("state")).toList());
        assertEquals(5, rows.getFirst().getLong("fragments"));
    }

    @Test
    void shouldShowStatisticsByName() {
        String all = mi("get_statistics", plain.pid(), "shmem:").out();
        assertEquals(List.of("shmem:total_size", "shmem:used_size", "shmem:real_used_size", "shmem:max_used_size",
                "shmem:free_size", "shmem:largest_free", "shmem:fragments", "shmem:free_fragments"),
                all.lines().map(line -> line.split(" = ")[0]).toList());
        assertEquals("shmem:fragments = 5\npkmem:fragments = 5\n", mi("get_statistics", plain.pid(), "fragments").out());
        assertEquals("{\"pkmem:total_size\":1048576}\n", mi("get_statistics", plain.pid(), "pkmem:total_size",
                "--json").out());
        assertEquals("shmem:fragments = 5\n", mi("get_statistics", "plain/0", "shmem:fragments").out());
    }

    @Test
    void shouldCheckTheSharedPool() {
        assertEquals("6 fragments, 5 of them live: the shared pool is in order\n", mi("shm_check", plain.pid()).out());
        assertEquals("{\"fragments\":6,\"free_fragments\":1,\"intact\":true,\"live_fragments\":5}\n",
                mi("shm_check", plain.pid(), "--json").out());
    }

    @Test
    void shouldShowSizesAndSayWhoWouldKnowOrigins() {
        String dump = mi("mem_shm_dump", plain.pid()).out();
        assertTrue(dump.contains("\nOrigins aren't known: F_MALLOC_DBG would name the line of code that made each block.\n"),
                dump);
        assertTrue(Pattern.compile("\n +50\\d\\d : 5 x \\[10\\d\\d bytes]  live\n").matcher(dump).find(), dump);
        assertTrue(Pattern.compile("\n +\\d+ : 1 x \\[\\d+ bytes]  free\n").matcher(dump).find(), dump);
    }

    @Test
    void shouldNameTheLineThatHoldsTheMemory() {
        String line = "\\[MiVictim.java: MiVictim.main, line \\d+]";
        String dump = mi("mem_pkg_dump", tracked.pid()).out();
        assertTrue(Pattern.compile("""
                pkg of instance tracked, F_MALLOC_DBG, seen by pid %d, .*Z
                ------------\\+---------------------------------------
                total_bytes \\| num_allocations x \\[file: func, line]
                ------------\\+---------------------------------------
                      10000 : 5 x %s  oldest .*, newest .*
                ------------\\+---------------------------------------
                """.formatted(tracked.pid(), line)).matcher(dump).matches(), dump);
        assertEquals(10_000, json("mem_pkg_dump", tracked.pid()).getConfigList("lines").getFirst().getLong("bytes"));
    }

    @Test
    void shouldNarrowADump() {
        assertEquals(0, json("mem_pkg_dump", tracked.pid(), "--match", "Nobody").getConfigList("lines").size());
        assertEquals(0, json("mem_pkg_dump", tracked.pid(), "--min-bytes", 10_001).getConfigList("lines").size());
        assertEquals(1, json("mem_pkg_dump", tracked.pid(), "--min-bytes", "9KiB").getConfigList("lines").size());
        assertEquals(0, json("mem_pkg_dump", tracked.pid(), "--min-bytes", "10KiB").getConfigList("lines").size());
        assertEquals(1, json("mem_pkg_dump", tracked.pid(), "--top", 1).getConfigList("lines").size());
        assertEquals("thread main", json("mem_pkg_dump", tracked.pid(), "--by", "thread").getConfigList("lines").getFirst()
                .getString("group"));
        assertEquals("pid " + tracked.pid(), json("mem_pkg_dump", tracked.pid(), "--by", "process").getConfigList("lines")
                .getFirst().getString("group"));
    }

    @Test
    void shouldShowWhatGrew() throws Exception {
        Path saved = directory.resolve("before.json");
        Files.writeString(saved, mi("mem_shm_dump", tracked.pid(), "--json").out());
        tracked.order("allocate");
        String growth = mi("mem_shm_dump", tracked.pid(), "--since", saved).out();
        assertTrue(Pattern.compile("\n +\\+3000 : \\+1 x \\[MiVictim.java: MiVictim.obey, line \\d+]\n").matcher(growth).find(),
                growth);
        assertEquals(3000, json("mem_shm_dump", tracked.pid(), "--since", saved, "--top", 1).getConfigList("lines")
                .getFirst().getLong("bytes"));
        assertEquals(0, json("mem_shm_dump", tracked.pid(), "--since", saved, "--min-bytes", 3001).getConfigList("lines")
                .size());
        assertEquals("mi can't read that", notADump());
        assertEquals("dumps are of different pools: before=shm:tracked after=pkg:tracked:" + tracked.pid()
                + "; compare two of the same pool: file=" + saved + "\n", MiRun.of("mem_pkg_dump", "-d",
                directory, tracked.pid(), "--since", saved).err());
    }

    @Test
    void shouldNotTakeForGrowthWhatASavedDumpLeavesOut() throws Exception {
        for (Object[] narrow : new Object[][] {{"--top", 1}, {"--match", "er$"}, {"--min-bytes", 6000}}) {
            Path saved = Files.writeString(directory.resolve("narrow.json"),
                    mi("mem_shm_dump", plain.pid(), "--json", narrow[0], narrow[1]).out());
            MiRun run = MiRun.of("mem_shm_dump", "-d", directory, plain.pid(), "--since", saved);
            assertEquals("dump leaves lines out: before=narrowed by " + narrow[0].toString().substring(2).replace('-', '_')
                    + "=" + narrow[1] + "; what it doesn't show would look like growth, or hide it. Take it whole, and narrow "
                    + "what grew: file=" + saved + "\n", run.err());
            assertEquals(2, run.status());
        }
        Path saved = Files.writeString(directory.resolve("narrow.json"),
                mi("mem_shm_dump", plain.pid(), "--json", "--top", 1000).out());
        assertEquals("", mi("mem_shm_dump", plain.pid(), "--since", saved).err(), "nothing was left out");
    }

    @Test
    void shouldNotTakeForGrowthWhatOnlyGrewOlder() throws Exception {
        Path saved = Files.writeString(directory.resolve("age.json"),
                mi("mem_pkg_dump", tracked.pid(), "--json", "--by", "age").out());
        MiRun run = MiRun.of("mem_pkg_dump", "-d", directory, tracked.pid(), "--by", "age", "--since", saved);
        assertEquals("dumps by age can't be compared: by=age; blocks that only grew older would look like growth. Take both by "
                + "origin, process or thread: file=" + saved + "\n", run.err());
        assertEquals(2, run.status());
    }

    private static String notADump() throws Exception {
        Path file = Files.writeString(directory.resolve("no.json"), "{}");
        MiRun run = MiRun.of("mem_shm_dump", "-d", directory, tracked.pid(), "--since", file);
        assertEquals("not a saved dump: file=" + file + "; save one with --json > FILE\n", run.err());
        return run.status() == 2 ? "mi can't read that" : run.toString();
    }

    @Test
    void shouldSayWhenTheProcessDidNotLogIt() throws Exception {
        assertEquals("", mi("mem_pkg_dump", plain.pid(), "warn").err());
        assertTrue(Files.readString(directory.resolve("victim.log")).contains("pkg of instance plain, F_MALLOC, seen by pid "
                + plain.pid()));
        assertEquals("not in the process's own log: level trace is off there\n",
                mi("mem_pkg_dump", plain.pid(), "trace").err());
    }

    @Test
    void shouldShowAndChangeTheSamplingRate(@TempDir Path elsewhere) throws Exception {
        try (Victim victim = Victim.start(elsewhere, "sampled", "F_MALLOC_DBG")) {
            assertEquals("shm: every block is tracked\npkg: every block is tracked\n",
                    MiRun.of("sampling", "-d", elsewhere, victim.pid()).out());
            assertEquals("shm: one block in 524288 bytes is tracked\npkg: one block in 524288 bytes is tracked\n",
                    MiRun.of("sampling", "-d", elsewhere, victim.pid(), "512KiB").out());
            assertEquals("{\"pkg\":524288,\"shm\":524288}\n",
                    MiRun.of("sampling", "-d", elsewhere, victim.pid(), "--json").out());
            assertEquals("{\"pkg\":0,\"shm\":0}\n",
                    MiRun.of("sampling", "-d", elsewhere, victim.pid(), "0", "--json").out());
        }
    }

    @Test
    void shouldServeManyAtOnce() throws Exception {
        try (ExecutorService askers = Executors.newFixedThreadPool(20)) {
            List<Future<MiRun>> runs = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                runs.add(askers.submit(() -> mi("shm_check", plain.pid())));
            }
            for (Future<MiRun> run : runs) {
                assertEquals("6 fragments, 5 of them live: the shared pool is in order\n", run.get().out());
            }
        }
    }
}
