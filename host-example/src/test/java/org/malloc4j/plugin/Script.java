package org.malloc4j.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code bin/switchboard}, run as its users run it. */
record Script(int status, String output) {
    private static final int PATIENCE_SECONDS = 180;

    /** Runs it to its end. @param host the host-example folder @param arguments what comes after its name */
    static Script run(Path host, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("switchboard", ".out");
        try {
            List<String> command = new ArrayList<>(List.of(host.resolve("bin/switchboard").toString()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " didn't end in time: " + Files.readString(output));
            }
            return new Script(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
