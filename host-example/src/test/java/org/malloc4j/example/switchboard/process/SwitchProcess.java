package org.malloc4j.example.switchboard.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.malloc4j.example.switchboard.cli.Switchboard;

/** The switch as a process of its own, started as a user would. */
final class SwitchProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("listening on udp:(\\d+) .*");
    private static final long END_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;
    private final String ready;
    private final StringBuilder saidBefore = new StringBuilder();

    /** Starts it, with {@code -p 0} and its shared pool in a directory, and waits until it is ready. */
    SwitchProcess(Path directory, String... settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dmalloc4j.shm.directory=" + directory);
        for (String setting : settings) {
            command.add("-D" + setting);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Switchboard.class.getName(), "serve",
                "-w", "2"));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        ready = readUntil(READY);
    }

    private String readUntil(Pattern wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            saidBefore.append(line).append('\n');
            if (wanted.matcher(line).matches()) {
                return line;
            }
        }
        throw new IllegalStateException("the switch ended before it was ready: " + saidBefore);
    }

    /** What it said until it was ready. */
    String saidBefore() {
        return saidBefore.toString();
    }

    /** Kills every process of the switch at once. */
    void killAll() throws InterruptedException {
        List<ProcessHandle> workers = workers();
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        awaitEnd(workers);
    }

    /** Waits for processes that may not be this one's own children. */
    static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("processes did not end: " + processes);
            }
            Thread.sleep(10);
        }
    }

    InetSocketAddress address() {
        Matcher matcher = READY.matcher(ready);
        if (!matcher.matches()) {
            throw new IllegalStateException(ready);
        }
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(matcher.group(1)));
    }

    /** The process ids of the workers. */
    List<ProcessHandle> workers() {
        return process.children().toList();
    }

    /** Sends SIGTERM and answers what the switch says in the end. ({@code Process.destroy} would close its output.) */
    String terminate() throws IOException, InterruptedException {
        process.toHandle().destroy();
        StringBuilder rest = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            rest.append(line).append('\n');
        }
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the switch does not end; so far it said: " + rest);
        }
        return rest.toString();
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        workers().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
