package org.malloc4j.boot;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon thread of a memory that does, every now and then, what no caller of a pool should wait for. */
final class Caretaker implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Caretaker.class);
    private static final long PERIOD_MILLIS = 100;

    private final List<Runnable> chores;
    private final Thread thread = Thread.ofPlatform().daemon().name("malloc4j-caretaker").unstarted(this::run);

    private boolean saidFailure;

    private Caretaker(List<Runnable> chores) {
        this.chores = new ArrayList<>(chores);
    }

    /** {@return a caretaker at work} Without any chores there is no thread. @param chores what to do every now and then */
    static Caretaker start(List<Runnable> chores) {
        Caretaker caretaker = new Caretaker(chores);
        if (!chores.isEmpty()) {
            caretaker.thread.start();
        }
        return caretaker;
    }

    private void run() {
        try {
            while (!chores.isEmpty()) {
                chores.removeIf(chore -> !succeeds(chore));
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            LOGGER.debug("caretaker ended: the memory is closed");
        }
    }

    /** A chore that fails is given up, so that it doesn't fail ten times a second; the others go on. */
    private boolean succeeds(Runnable chore) {
        try {
            chore.run();
            return true;
        } catch (RuntimeException e) {
            LOGGER.warn("{} is off from here on: a pool can't be read", chore.getClass().getSimpleName(), e);
            return false;
        } catch (Error e) {
            sayOnce(chore, e);
            return true;
        }
    }

    /** The heap of the host may be full for a moment, and its pools need their chores afterwards. */
    private void sayOnce(Runnable chore, Error failure) {
        if (!saidFailure) {
            try {
                LOGGER.warn("{} failed and is tried again, ten times a second; that is said once",
                        chore.getClass().getSimpleName(), failure);
                saidFailure = true;
            } catch (OutOfMemoryError | StackOverflowError e) {
                // There may be memory for saying it next time.
            }
        }
    }

    /** Ends the work; what is under way is waited for. */
    @Override
    public void close() {
        thread.interrupt();
        if (thread != Thread.currentThread()) {
            Threads.join(thread);
        }
    }
}
