package org.malloc4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link BenchChild}, or another process of a benchmark, as its parent sees it. */
final class ChildProcess implements AutoCloseable {
    private static final String END = "end";
    private static final long PATIENCE_SECONDS = 120;
    private static final long PATIENCE_AT_END_SECONDS = 20;
    private static final List<String> FLAGS = List.of("-Xms512m", "-Xmx2g");

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one. @param flags what its JVM needs @param log where what it says on its standard error goes */
    static ChildProcess start(Order order, List<String> flags, Path log) {
        return start(BenchChild.class, order.arguments(), flags, log);
    }

    /** Starts one. @param main its class @param arguments what that is told */
    static ChildProcess start(Class<?> main, List<String> arguments, List<String> flags, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add(Settings.flag());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        try {
            ChildProcess child = new ChildProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start(), log);
            Thread.ofPlatform().daemon().name("bench-reader").start(child::read);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("benchmark process can't be started: " + command, e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII)) {
            reader.lines().filter(line -> line.startsWith(Order.MARK))
                    .forEach(line -> lines.add(line.substring(Order.MARK.length())));
        } catch (IOException | UncheckedIOException e) {
            lines.add(END);
        }
        lines.add(END);
    }

    /** {@return what it says next} */
    String await() {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new IllegalStateException("benchmark process " + (line == null ? "is stuck" : "died")
                        + ": log=" + log);
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a benchmark process", e);
        }
    }

    /** Lets it take its next step. */
    void proceed() {
        try {
            OutputStream out = process.getOutputStream();
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("benchmark process died: log=" + log, e);
        }
    }

    /** Sends it a signal. @param name {@code STOP}, {@code CONT} */
    void signal(String name) {
        try {
            if (new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor() != 0) {
                throw new IllegalStateException("benchmark process died: log=" + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("signal can't be sent: " + name, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a benchmark process is sent a signal", e);
        }
    }

    /** Waits for its end a while, then ends it. */
    @Override
    public void close() {
        try {
            if (!process.waitFor(PATIENCE_AT_END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once. */
    void abort() {
        process.destroyForcibly();
    }
}
