package org.malloc4j.example.switchboard.attendant;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.malloc4j.example.switchboard.worker.Finding;
import org.malloc4j.example.switchboard.worker.WorkerMain;

/** A worker as its attendant sees it: a process that runs the same classes on the same Java, and reads its configuration. */
final class WorkerProcess {
    private static final int SIGINT_STATUS = 130;
    private static final int SIGTERM_STATUS = 143;

    private final Process process;
    private final DataOutputStream input;
    private final BufferedReader output;
    private final long startedAt = System.nanoTime();

    private WorkerProcess(Process process) {
        this.process = process;
        this.input = new DataOutputStream(process.getOutputStream());
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the n-th worker with a configuration. */
    static WorkerProcess start(int index, String configuration, List<String> javaOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(WorkerMain.class.getName());
        command.add(Integer.toString(index));
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            WorkerProcess worker = new WorkerProcess(process);
            worker.tell(configuration);
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A worker that ends before it was told anything is noticed by its end, not here. */
    private void tell(String configuration) {
        byte[] text = configuration.getBytes(StandardCharsets.UTF_8);
        try {
            input.writeInt(text.length);
            input.write(text);
            input.flush();
        } catch (IOException e) {
            process.destroy();
        }
    }

    /** Waits until the worker serves; false if it ended instead. */
    boolean awaitReady() {
        try {
            return WorkerMain.READY.equals(output.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    /** Passes on what the worker says once it serves, until it ends. */
    void listen(Consumer<Finding> findings) {
        Thread.ofPlatform().daemon().name("worker-" + process.pid()).start(() -> {
            try {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    Finding.parse(line).ifPresent(findings);
                }
            } catch (IOException e) {
                // A broken output says the same as an ended one.
            }
        });
    }

    /** Whether the worker ended since somebody signalled it, and not by a failure of its own. Waits for its end. */
    boolean endedBySignal() {
        int status = process.onExit().join().exitValue();
        return status == SIGINT_STATUS || status == SIGTERM_STATUS;
    }

    Process process() {
        return process;
    }

    long livedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
    }

    /** Asks the worker to end, by ending its input. */
    void end() {
        try {
            input.close();
        } catch (IOException e) {
            process.destroy();
        }
    }

    /** Waits for the worker's end, and forces it when that takes too long; false if it had to. */
    boolean awaitEnd(long millis) throws InterruptedException {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            return true;
        }
        process.destroyForcibly().waitFor();
        return false;
    }
}
