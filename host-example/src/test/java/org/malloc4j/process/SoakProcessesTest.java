package org.malloc4j.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.tck.Soak;

/** The original's own stress, by as many processes on one pool, with every byte checked. */
class SoakProcessesTest {
    private static final int PROCESSES = 8;
    private static final int OPERATIONS = 100_000;
    private static final int POOL_MIB = 32;
    private static final int SHARE_MIB = POOL_MIB / PROCESSES;
    private static final int PATIENCE_SECONDS = 300;

    @TempDir
    private Path directory;

    @Test
    void shouldServeEightProcessesAtOnce() throws Exception {
        long seed = Long.getLong("malloc4j.seed", System.nanoTime() & 0xFFFF_FFFFL);
        List<Process> all = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                all.add(start(i, seed + i));
            }
            for (int i = 0; i < PROCESSES; i++) {
                boolean ended = all.get(i).waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertEquals("ended with 0", (ended ? "ended with " + all.get(i).exitValue() : "still runs"),
                        "[replay with -Dmalloc4j.seed=" + seed + "] " + Files.readString(log(i)));
            }
        } finally {
            all.forEach(Process::destroyForcibly);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.filter(file -> !file.toString().endsWith(".log")).toList());
        }
    }

    private Process start(int number, long seed) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx128m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Soak.class.getName(), "soak", directory.toString(), Integer.toString(POOL_MIB),
                Integer.toString(SHARE_MIB), Integer.toString(OPERATIONS), Long.toString(seed))
                .redirectErrorStream(true).redirectOutput(log(number).toFile()).start();
    }

    private Path log(int number) {
        return directory.resolve(number + ".log");
    }
}
