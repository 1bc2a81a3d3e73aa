package org.malloc4j.bench;

/** How a worker waits for another: a moment in place, then by letting others run. */
final class Waiting {
    private static final int SPINS = 200;

    private int turns;

    void once() {
        if (++turns < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
