package org.malloc4j.process.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten seconds of {@link Chaos} in every build, and as long as asked with {@code mvn -Pchaos verify -Dchaos.seconds=3600}; with
 * another allocator by {@code -Dchaos.allocator=Q_MALLOC}.
 */
class ChaosTest {
    private static final long FOOTPRINT_LIMIT = 4 << 20;

    @TempDir
    private Path directory;

    @Test
    void shouldLoseNothingWhileProcessesAreKilledAndStartedAgain() throws Exception {
        long seed = Long.getLong("malloc4j.seed", System.nanoTime() & 0xFFFF_FFFFL);
        int seconds = Integer.getInteger("chaos.seconds", 10);
        ChaosReport report;
        try {
            report = Chaos.run(directory, seed, seconds);
        } catch (Exception | Error e) {
            throw new AssertionError("chaos failed: seed=" + seed + "\n" + logs(), e);
        }
        System.out.println(report);
        assertTrue(report.kills >= seconds / 2, report.toString());
        assertTrue(report.locksTakenOver >= report.killsInALock, report.toString());
        assertTrue(report.last.footprint() - report.last.leakedBytes() <= FOOTPRINT_LIMIT, report.toString());
        if (seconds >= 600) {
            assertTrue(report.killsInALock >= 100, report.toString());
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.filter(file -> file.toString().contains("malloc4j")).toList());
        }
    }

    private String logs() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().map(ChaosTest::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
