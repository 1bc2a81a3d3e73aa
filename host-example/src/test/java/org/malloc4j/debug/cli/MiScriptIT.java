package org.malloc4j.debug.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/mi}, run as its users run it. */
@Timeout(120)
class MiScriptIT {
    @TempDir
    Path directory;

    private static MiRun run(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("bin/mi").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        return new MiRun(process.waitFor(), output, "");
    }

    @Test
    void shouldFindItsJavaAndAskAProcess() throws Exception {
        try (Victim victim = Victim.start(directory, "x", "F_MALLOC")) {
            MiRun check = run("shm_check", "--directory", directory, victim.pid());
            assertEquals("6 fragments, 5 of them live: the shared pool is in order\n", check.out());
            assertEquals(0, check.status());
            MiRun misuse = run("shm_check", "--directory", directory, "no one");
            assertTrue(misuse.out().startsWith("no such process: name=no one directory=" + directory), misuse.out());
            assertEquals(2, misuse.status());
        }
    }
}
