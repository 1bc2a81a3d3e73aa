package org.malloc4j.boot;

import org.malloc4j.spi.support.Rehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every boot needs whatever the settings say, done on a thread of its own while they are read. In a JVM that boots for
 * the first time that is mostly loading classes, and takes as long.
 */
final class Preparation implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Preparation.class);

    private final Thread thread = Thread.ofPlatform().daemon().name("malloc4j-boot").unstarted(this::run);

    private Preparation() {
    }

    /** {@return a preparation under way} */
    static Preparation begin() {
        Preparation preparation = new Preparation();
        preparation.thread.start();
        return preparation;
    }

    private void run() {
        try {
            Rehearsal.once();
            Machine.processStartMillis();
            Machine.bootId();
            OwnerOnly.user();
        } catch (RuntimeException | LinkageError e) {
            LOGGER.debug("preparation failed; the boot will come upon it", e);
        }
    }

    /** Waits for the end, so that no class is loaded any more where a JVM ends that couldn't boot. */
    @Override
    public void close() {
        Threads.join(thread);
    }
}
