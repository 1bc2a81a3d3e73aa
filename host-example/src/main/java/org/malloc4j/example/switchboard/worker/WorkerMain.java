package org.malloc4j.example.switchboard.worker;

import com.typesafe.config.Config;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.malloc4j.MallocException;
import org.malloc4j.Memory;
import org.malloc4j.example.switchboard.settings.Configurations;
import org.malloc4j.example.switchboard.settings.StartRefusedException;
import org.malloc4j.example.switchboard.settings.SwitchboardSettings;

/**
 * A worker process. The attendant writes its configuration to the worker's standard input and then keeps that open: when
 * it ends, for whatever reason, the worker ends too. The worker says {@value #READY} on its standard output once it
 * serves, and then, a line each, what goes wrong.
 */
public final class WorkerMain {
    /** What a worker says once it serves. */
    public static final String READY = "ready";
    /** The exit status of a worker that could not start. */
    public static final int REFUSED = 2;

    private static final long END_SECONDS = 5;

    private WorkerMain() {
    }

    /** @param args the worker's number, from 0 */
    public static void main(String... args) {
        System.exit(run(Integer.parseInt(args[0])));
    }

    private static int run(int index) {
        CountDownLatch ended = new CountDownLatch(1);
        try {
            Config config = Configurations.parse(readConfiguration());
            serve(config, index, ended);
            return 0;
        } catch (StartRefusedException | MallocException e) {
            System.err.println(e.getMessage());
            return REFUSED;
        } catch (IOException e) {
            System.err.println("the attendant went away before it said what to do: " + e.getMessage());
            return REFUSED;
        } finally {
            ended.countDown();
        }
    }

    private static String readConfiguration() throws IOException {
        DataInputStream in = new DataInputStream(System.in);
        byte[] text = new byte[in.readInt()];
        in.readFully(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static void serve(Config config, int index, CountDownLatch ended) {
        SwitchboardSettings settings = SwitchboardSettings.of(config);
        try (Memory memory = Memory.boot(config);
             Worker worker = new Worker(memory, settings, index, System::currentTimeMillis,
                     WorkerMain::tell)) {
            Thread.ofPlatform().daemon().name("attendant-watch").start(() -> awaitAttendantsEnd(worker));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(worker, ended)));
            System.out.println(READY);
            System.out.flush();
            worker.run();
        }
    }

    private static void tell(Finding finding) {
        System.out.println(finding.line());
        System.out.flush();
    }

    /** Nothing more is ever written to the worker's input: when it ends, the attendant has. */
    private static void awaitAttendantsEnd(Worker worker) {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // A broken input says the same as an ended one.
        }
        worker.stop();
    }

    /** On a signal: stop, and let the memory be closed before the process is gone. */
    private static void end(Worker worker, CountDownLatch ended) {
        worker.stop();
        try {
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
