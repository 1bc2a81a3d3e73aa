package org.malloc4j.process.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker process, from its start to its death. */
final class Victim {
    private final int stripe;
    private final Process process;
    private volatile long attached;

    private Victim(int stripe, Process process) {
        this.stripe = stripe;
        this.process = process;
    }

    static Victim start(Path directory, int stripe, long seed) throws IOException {
        Process process = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ChaosWorker.class.getName(), directory.toString(), Integer.toString(stripe), Long.toString(seed)))
                .redirectError(ProcessBuilder.Redirect.appendTo(log(directory, stripe).toFile())).start();
        Victim victim = new Victim(stripe, process);
        Thread.ofPlatform().daemon().name("output-" + stripe).start(victim::read);
        return victim;
    }

    static Path log(Path directory, int stripe) {
        return directory.resolve("worker-" + stripe + ".log");
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals(ChaosWorker.ATTACHED)) {
                    attached = System.nanoTime();
                }
            }
        } catch (IOException e) {
            // It was killed while it wrote a line.
            attached = 0;
        }
    }

    int stripe() {
        return stripe;
    }

    /** {@return when it said that it had attached; 0 if it didn't yet} */
    long attached() {
        return attached;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it. {@return when the kernel had let go of its slot} */
    long kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        long released = KernelLocks.awaitRelease(process.pid());
        process.waitFor(5, TimeUnit.SECONDS);
        return released;
    }
}
