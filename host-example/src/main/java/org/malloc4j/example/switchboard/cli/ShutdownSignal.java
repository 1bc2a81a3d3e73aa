package org.malloc4j.example.switchboard.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an orderly end: the command at work is asked to end, and the process goes when it has,
 * with the command's own exit status.
 */
final class ShutdownSignal {
    private static final long PATIENCE_SECONDS = 30;
    private static final CompletableFuture<Integer> FINISHED = new CompletableFuture<>();

    private ShutdownSignal() {
    }

    /** From now on, a signal runs this. */
    static void handle(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!FINISHED.isDone()) {
                end.run();
                Runtime.getRuntime().halt(FINISHED.completeOnTimeout(Switchboard.FAILED, PATIENCE_SECONDS,
                        TimeUnit.SECONDS).join());
            }
        }, "signal"));
    }

    /** The command has ended. */
    static void finished(int status) {
        FINISHED.complete(status);
    }
}
