package org.malloc4j.debug.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link MiVictim}, seen by the test that started it. */
final class Victim implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Writer orders;

    private Victim(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts one and waits until it has allocated. @param settings {@code key=value} of {@code malloc4j} */
    static Victim start(Path directory, String instance, String allocator, String... settings) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), directory, instance, allocator, settings);
    }

    /** Starts one through another command, such as one that changes the user. */
    static Victim start(List<String> through, String classPath, Path directory, String instance, String allocator,
            String... settings) throws IOException {
        List<String> command = new ArrayList<>(through);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp", classPath, MiVictim.class.getName(),
                directory.toString(), instance, allocator));
        command.addAll(List.of(settings));
        Victim victim = new Victim(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("victim.log").toFile())).start());
        victim.await("ready");
        return victim;
    }

    private void await(String wanted) throws IOException {
        for (String line = output.readLine(); !wanted.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("victim died: exit=" + process.onExit().join().exitValue());
            }
        }
    }

    /** Tells it to do something, and waits until it has. */
    void order(String what) throws IOException {
        orders.write(what + "\n");
        orders.flush();
        await("done");
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends it a signal. @param name {@code STOP}, {@code CONT} */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        try {
            orders.close();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}
