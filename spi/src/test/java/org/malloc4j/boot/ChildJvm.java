package org.malloc4j.boot;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.malloc4j.Memory;

/** Another process in a pool: it boots, does one thing, says that it has, and waits to be told to exit, or killed. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a process.
     *
     * @param setup directory, instance, persistence
     * @param deed  {@code allocate}: puts 42 into a block and makes it the root; {@code lock}: takes the lock in the root;
     *              {@code twice}: boots a second memory; {@code churn}: goes on allocating and freeing
     */
    static ChildJvm start(Setup setup, String deed) throws IOException {
        return start(setup, ChildJvm.class, setup.instance(), Boolean.toString(setup.persistent()), deed);
    }

    /** Starts a process whose main class isn't this one. */
    static ChildJvm start(Setup setup, Class<?> main, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main.getName(),
                setup.directory().toString()));
        command.addAll(List.of(more));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(setup.directory().toFile(), "child.log"))).start());
    }

    /** Waits until the child has done its deed. {@return this} */
    ChildJvm ready() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("ready")) {
                return this;
            }
        }
        throw new IOException("child died: exit=" + process.onExit().join().exitValue());
    }

    /** {@return the next line that the child says} */
    String line() throws IOException {
        return output.readLine();
    }

    /** Lets a child that halted go on. */
    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Sends a signal: {@code STOP}, {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** Tells the child to end by System.exit, without closing its memory. {@return its exit status} */
    int exit() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor(20, TimeUnit.SECONDS);
        return process.exitValue();
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The child. */
    public static void main(String[] args) throws IOException {
        Setup setup = Setup.in(Path.of(args[0])).instance(args[1]);
        Memory memory = (Boolean.parseBoolean(args[2]) ? setup.asPersistent() : setup).boot();
        if (args[3].equals("allocate")) {
            long block = memory.shm().allocate(64);
            memory.shm().segmentOf(block).set(ValueLayout.JAVA_LONG, 0, 42);
            memory.shm().compareAndSetRoot(memory.shm().root(), block);
        } else if (args[3].equals("twice")) {
            setup.boot().shm().verify();
        } else if (args[3].equals("churn")) {
            for (int i = 0; i < 2; i++) {
                Thread.ofPlatform().daemon().start(() -> {
                    while (true) {
                        memory.shm().free(memory.shm().allocate(100));
                    }
                });
            }
        } else {
            memory.shm().lock(memory.shm().root());
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        System.exit(7);
    }
}
