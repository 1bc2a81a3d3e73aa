package org.malloc4j.example.switchboard.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an orderly end: the command at work is asked to end, and the process goes when it has,
 * with the command's own exit status, or, if that is {@link #STATUS_OF_THE_SIGNAL}, with 130 after SIGINT and 143 after
 * SIGTERM.
 */
final class ShutdownSignal {
    /** What a command answers that was cut short. */
    static final int STATUS_OF_THE_SIGNAL = -1;

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
            int result = status.completeOnTimeout(Switchboard.FAILED, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            System.out.flush();
            if (result != STATUS_OF_THE_SIGNAL) {
                Runtime.getRuntime().halt(result);
            }
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
