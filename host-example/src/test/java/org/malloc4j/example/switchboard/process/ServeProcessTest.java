package org.malloc4j.example.switchboard.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.example.switchboard.client.Callers;

/** The switch with all its processes, under real calls. */
@Timeout(120)
class ServeProcessTest {
    private static final int CALLS = 400;
    private static final String PORT = "switchboard.port=0";
    private static final String LINGER = "switchboard.timers.linger=200ms";
    /** Longer than the repetitions of a caller whose answer died with a worker, or its BYE finds no dialog any more. */
    private static final int ANSWERS_AGAIN_MILLIS = 8_000;

    @TempDir
    private Path directory;

    private Callers call(SwitchProcess serving, int calls) {
        Callers callers = new Callers(serving.address(), 4, 4);
        callers.run(() -> callers.statistics().started() < calls);
        return callers;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::getFileName).map(Path::toString).toList();
        }
    }

    private static void assertNothingHeld(String table) {
        assertTrue(table.lines().filter(line -> line.startsWith("shm") || line.startsWith("pkg"))
                .allMatch(line -> line.endsWith(" 0 blocks")), table);
    }

    @Test
    void shouldServeCallsAndLeaveNothingBehindOnSigterm() throws Exception {
        try (SwitchProcess serving = new SwitchProcess(directory, PORT, LINGER)) {
            Callers callers = call(serving, CALLS);
            assertEquals(0, callers.statistics().failed(), callers.statistics()::firstFailure);
            assertEquals(CALLS, callers.statistics().completed());
            Thread.sleep(1_000);
            String table = serving.terminate();
            assertNothingHeld(table);
            assertTrue(table.lines().anyMatch(line -> line.matches("shm .* 1 +0 blocks")), "free in one piece: " + table);
            assertEquals(0, serving.process().exitValue());
            assertEquals(List.of(), files());
        }
    }

    @Test
    void shouldGoOnServingWhenAWorkerIsKilled() throws Exception {
        try (SwitchProcess serving = new SwitchProcess(directory, PORT, "switchboard.timers.linger=" + ANSWERS_AGAIN_MILLIS + "ms")) {
            Callers callers = new Callers(serving.address(), 4, 4);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6);
            CompletableFuture<Void> calling =
                    CompletableFuture.runAsync(() -> callers.run(() -> System.nanoTime() - end < 0));
            for (int kill = 0; kill < 3; kill++) {
                Thread.sleep(1_500);
                serving.workers().getFirst().destroyForcibly();
            }
            calling.get(90, TimeUnit.SECONDS);
            assertEquals(0, callers.statistics().failed(), callers.statistics()::firstFailure);
            Thread.sleep(ANSWERS_AGAIN_MILLIS + 1_500);
            assertNothingHeld(serving.terminate());
            assertEquals(List.of(), files());
        }
    }

    @Test
    void shouldEndItsWorkersWhenTheAttendantIsKilled() throws Exception {
        try (SwitchProcess serving = new SwitchProcess(directory, PORT)) {
            List<ProcessHandle> workers = serving.workers();
            assertEquals(2, workers.size());
            serving.process().destroyForcibly().waitFor();
            for (ProcessHandle worker : workers) {
                worker.onExit().get(20, TimeUnit.SECONDS);
            }
        }
    }
}
