package org.malloc4j.boot;

import java.util.function.Consumer;
import org.malloc4j.Memory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether another process marked the shared pool corrupt. If so this one stops using it, too: it ends,
 * or its pool refuses whatever is asked from here on.
 */
final class CorruptionWatch implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CorruptionWatch.class);

    private final SharedPool shared;
    private final OnCorruption policy;
    private final Consumer<String> stop;
    private boolean told;

    /** @param shared the pool @param policy what this process does @param stop makes the pool refuse, with a sentence */
    CorruptionWatch(SharedPool shared, OnCorruption policy, Consumer<String> stop) {
        this.shared = shared;
        this.policy = policy;
        this.stop = stop;
    }

    @Override
    public void run() {
        if (!told) {
            shared.corruption().ifPresent(mark -> {
                told = true;
                heed(mark);
            });
        }
    }

    private void heed(CorruptionMark mark) {
        String sentence = mark.sentence(shared.files());
        if (policy == OnCorruption.HALT) {
            Halt.after(() -> LOGGER.error("{}. This process ends with status {}: malloc4j.shm.on-corruption=halt.", sentence,
                    Memory.CORRUPTION_STATUS));
            return;
        }
        stop.accept(sentence + ". The operation was refused. End this process and start it again.");
        LOGGER.error("{}. This process goes on, and every operation on the pool is refused: malloc4j.shm.on-corruption={}. "
                + "End it and start it again.", sentence, policy.key());
    }
}
