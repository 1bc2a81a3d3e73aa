package org.malloc4j.example.switchboard.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.example.switchboard.cli.Switchboard;

/** A signal ends the switch orderly, whenever it comes. */
@Timeout(120)
class SignalProcessTest {
    @TempDir
    private Path directory;

    private Process start(String command) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dmalloc4j.shm.directory=" + directory, "-cp", System.getProperty("java.class.path"),
                Switchboard.class.getName(), command, "-p", "0", "-w", "2").redirectErrorStream(true).start();
    }

    private static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    private static String rest(BufferedReader output) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldEndOrderlyWhenAllProcessesAreSignalledDuringTheStart() throws Exception {
        Process serving = start("serve");
        try (BufferedReader output = output(serving)) {
            while (serving.children().findAny().isEmpty()) {
                assertTrue(serving.isAlive());
                Thread.sleep(1);
            }
            for (ProcessHandle worker : serving.children().toList()) {
                signal("TERM", worker.pid());
            }
            signal("TERM", serving.pid());
            assertEquals("", rest(output));
            assertTrue(serving.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, serving.exitValue());
        } finally {
            serving.destroyForcibly();
        }
    }

    private void assertDemoEndsWith(String signal, int status) throws Exception {
        Process demo = start("demo");
        try (BufferedReader output = output(demo)) {
            assertTrue(output.readLine().contains(" calls/s "));
            signal(signal, demo.pid());
            String rest = rest(output);
            assertTrue(rest.contains("calls: ") && rest.contains("\npkg x 2 "), rest);
            assertTrue(demo.waitFor(30, TimeUnit.SECONDS));
            assertEquals(status, demo.exitValue(), rest);
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void shouldShowWhatItHasWhenTheDemoIsInterrupted() throws Exception {
        assertDemoEndsWith("INT", 130);
    }

    @Test
    void shouldShowWhatItHasWhenTheDemoIsTerminated() throws Exception {
        assertDemoEndsWith("TERM", 143);
    }
}
