package org.malloc4j.process.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** Makes later starts faster. */
    static ClassArchive prepare(Path directory) throws IOException, InterruptedException {
        ClassArchive archive = ClassArchive.in(directory);
        if (process(directory, archive.optionsToWrite(), List.of()).start().waitFor() != 0) {
            throw new IOException("a worker that does nothing failed: see its log, " + log(directory, "prepare"));
        }
        return archive;
    }

    static Victim start(Path directory, ClassArchive archive, int stripe, long seed) throws IOException {
        Process process = process(directory, archive.options(), List.of(Integer.toString(stripe), Long.toString(seed)))
                .start();
        Victim victim = new Victim(stripe, process);
        Thread.ofPlatform().daemon().name("output-" + stripe).start(victim::read);
        return victim;
    }

    private static ProcessBuilder process(Path directory, List<String> options, List<String> more) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-Xlog:disable", "-Xlog:all=error:stderr",
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider", "-Dslf4j.internal.verbosity=ERROR"));
        command.add("-D" + ChaosWorker.ALLOCATOR + "=" + System.getProperty(ChaosWorker.ALLOCATOR, "F_MALLOC"));
        command.addAll(options);
        command.addAll(List.of(ChaosWorker.class.getName(), directory.toString()));
        command.addAll(more);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(
                log(directory, more.isEmpty() ? "prepare" : more.getFirst()).toFile()));
    }

    static Path log(Path directory, String name) {
        return directory.resolve("worker-" + name + ".log");
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
        long released = KernelLocks.awaitRelease(process);
        process.waitFor(5, TimeUnit.SECONDS);
        return released;
    }
}
