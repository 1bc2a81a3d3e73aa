package org.malloc4j.example.switchboard.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an orderly end: the command at work is asked to end, and the process goes when it has,
 * with the command's own exit status.
 */
final class ShutdownSignal {
    private static final long PATIENCE_SECONDS = 30;

    private static Thread hook;
    private static CompletableFuture<Integer> finished;

    private ShutdownSignal() {
    }

    /** From now on, a signal runs this. */
    static synchronized void handle(Runnable end) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            end.run();
            Runtime.getRuntime().halt(
                    status.completeOnTimeout(Switchboard.FAILED, PATIENCE_SECONDS, TimeUnit.SECONDS).join());
        }, "signal");
        Runtime.getRuntime().addShutdownHook(thread);
        hook = thread;
        finished = status;
    }

    /** The command has ended: nobody has to wait for it any more. */
    static synchronized void finished(int status) {
        if (hook == null) {
            return;
        }
        finished.complete(status);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal has come: the hook is what waits for this very status.
        }
        hook = null;
    }
}
