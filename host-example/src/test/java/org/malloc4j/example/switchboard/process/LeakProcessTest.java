package org.malloc4j.example.switchboard.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.debug.cli.MiRun;
import org.malloc4j.example.switchboard.client.Callers;

/** A leak of the running switch, found the way the README finds it. */
@Timeout(120)
class LeakProcessTest {
    private static final int CALLS = 4_000;
    private static final String FORGET = "[Mistakes.java: Mistakes.forget, line N]";
    private static final Pattern FIRST_LINE = Pattern.compile("^ *(\\d+) : (\\d+) x (\\[.*?])(?:  \\+- (\\d+),)?",
            Pattern.MULTILINE);

    @TempDir
    private Path directory;

    /** The line at the top of a dump. */
    private record Top(long bytes, long count, String origin, long error) {
        static Top of(String dump) {
            Matcher line = FIRST_LINE.matcher(dump);
            assertTrue(line.find(), dump);
            return new Top(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)),
                    line.group(3).replaceFirst("line \\d+", "line N"), line.group(4) == null ? 0 : Long.parseLong(line.group(4)));
        }
    }

    private SwitchProcess serve(String... more) throws Exception {
        SwitchProcess serving = new SwitchProcess(directory, Stream.concat(Stream.of("switchboard.port=0",
                "malloc4j.allocator=F_MALLOC_DBG", "switchboard.inject=leak"), Stream.of(more)).toArray(String[]::new));
        Callers callers = new Callers(serving.address(), 8, 4);
        callers.run(() -> callers.statistics().started() < CALLS);
        assertEquals(0, callers.statistics().failed(), callers.statistics()::firstFailure);
        return serving;
    }

    private String dump(String command, SwitchProcess serving, int worker, String... more) {
        MiRun run = MiRun.of(Stream.concat(Stream.of(command, serving.workers().get(worker).pid(), "--directory", directory),
                Stream.of(more)).toArray());
        assertEquals(0, run.status(), run::err);
        return run.out();
    }

    @Test
    void shouldNameTheLeakAtTheTopOfBothPoolsWithAllOfItsBytes() throws Exception {
        try (SwitchProcess serving = serve()) {
            String dump = dump("mem_shm_dump", serving, 0);
            assertEquals(new Top(CALLS * 1000L, CALLS, FORGET, 0), Top.of(dump));
            assertTrue(dump.contains(" x [Transactions.java: Transactions.reserve, line "), "who asked the table: " + dump);
            // The kernel decides which worker has how many of the calls.
            List<Top> leaks = IntStream.range(0, 2).mapToObj(i -> dump("mem_pkg_dump", serving, i, "--match", "Mistakes"))
                    .filter(it -> it.contains("Mistakes")).map(Top::of).toList();
            assertEquals(CALLS, leaks.stream().mapToLong(Top::count).sum(), leaks::toString);
            assertEquals(CALLS * 200L, leaks.stream().mapToLong(Top::bytes).sum(), leaks::toString);
            assertTrue(IntStream.range(0, 2).mapToObj(i -> Top.of(dump("mem_pkg_dump", serving, i)))
                    .anyMatch(top -> top.origin().equals(FORGET)), leaks::toString);
        }
    }

    @Test
    void shouldEstimateTheLeakFromSamples() throws Exception {
        try (SwitchProcess serving = serve("malloc4j.debug.sample-bytes=16KiB")) {
            Top top = Top.of(dump("mem_shm_dump", serving, 0));
            assertEquals(FORGET, top.origin());
            assertTrue(top.error() > 0 && Math.abs(top.bytes() - CALLS * 1000L) < 5 * top.error(), top::toString);
        }
    }
}
