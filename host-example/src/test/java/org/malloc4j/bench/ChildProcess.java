package org.malloc4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link BenchChild}, or another process of a benchmark, as its parent sees it. A {@link Company} starts and ends it. */
final class ChildProcess {
    /** How long a step may take beside what is measured in it. */
    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PATIENCE_FOR_STATUS = Duration.ofSeconds(10);
    private static final String END = "end";
    private static final List<String> FLAGS = List.of("-Xms512m", "-Xmx2g");

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param main      its class
     * @param arguments what that is told
     * @param flags     what its JVM needs
     * @param log       where what it says on its standard error goes
     */
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
            throw new IllegalStateException("benchmark process can't be started: log=" + log + "; the system says: "
                    + e.getMessage() + ". It needs memory for one more JVM, and room for its log.", e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().filter(line -> line.startsWith(Order.MARK))
                    .forEach(line -> lines.add(line.substring(Order.MARK.length())));
        } catch (IOException | UncheckedIOException e) {
            lines.add(END);
        }
        lines.add(END);
    }

    /** {@return what it says next} @throws IllegalStateException with what became of it, if it says nothing any more */
    String await() {
        String line = poll(PATIENCE);
        if (line == null) {
            throw stuck(PATIENCE);
        }
        return line;
    }

    /**
     * {@return what it says next; {@code null} if it says nothing so soon}
     *
     * @param patience how long to wait
     * @throws IllegalStateException with what became of it, if it says nothing any more
     */
    String poll(Duration patience) {
        try {
            String line = lines.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (line != null && line.equals(END)) {
                throw ended();
            }
            if (line != null && line.startsWith(Order.REFUSED)) {
                throw new IllegalStateException(line.substring(Order.REFUSED.length()));
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a benchmark process", e);
        }
    }

    /** @throws IllegalStateException with what became of it, if it ended and has said nothing that wasn't heard yet */
    void checkAlive() {
        String next = lines.peek();
        if (next != null && next.equals(END)) {
            throw ended();
        }
    }

    private IllegalStateException ended() {
        try {
            return process.waitFor(PATIENCE_FOR_STATUS.toNanos(), TimeUnit.NANOSECONDS)
                    ? new IllegalStateException(Ending.sentence(process.exitValue(), log))
                    : new IllegalStateException("benchmark process says nothing any more: pid=" + process.pid() + " log=" + log
                            + "; it closed its standard output, and is ended.");
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the end of a benchmark process", e);
        }
    }

    /** {@return what to say of it if it neither went on nor ended} @param patience how long that was waited for */
    IllegalStateException stuck(Duration patience) {
        return new IllegalStateException("benchmark process is stuck: log=" + log + "; it did not come to the end of its step "
                + "in " + patience.toSeconds() + " s, and is ended. This contender may be too slow for so much, or wait for "
                + "something that doesn't happen.");
    }

    /** Lets it take its next step. */
    void proceed() {
        try {
            OutputStream out = process.getOutputStream();
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            throw ended();
        }
    }

    /** Sends it a signal. @param name {@code STOP}, {@code CONT} */
    void signal(String name) {
        try {
            if (new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor() != 0) {
                throw ended();
            }
        } catch (IOException e) {
            throw new IllegalStateException("signal can't be sent: signal=" + name + "; the command kill is needed for that, "
                    + "and the system says: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a benchmark process is sent a signal", e);
        }
    }

    /** Waits for its end, then ends it. @param patience how long it has got */
    void end(Duration patience) {
        try {
            if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Asks it to end at once: it leaves its pool in order. */
    void abort() {
        process.destroy();
    }
}
