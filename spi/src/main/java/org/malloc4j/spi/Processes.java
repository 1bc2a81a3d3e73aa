package org.malloc4j.spi;

/**
 * The processes that may touch a region, each with a <em>slot</em>. A slot is claimed by one process at a time; its
 * generation grows with every claim, so that slot and generation together name one process for ever. All methods are
 * safe for use by many threads.
 */
public interface Processes {

    /** {@return the number of slots: the most processes there can be at once} */
    int capacity();

    /** {@return the slot of this process, from 0} */
    int self();

    /** {@return the generation of this process's claim, from 1 to {@link #MAX_GENERATION}} */
    int generation();

    /** Generations wrap to 1 after this one. */
    int MAX_GENERATION = 0xFFFF;

    /**
     * {@return whether the process that claimed the slot with this generation still lives} Death is known from the
     * kernel, never guessed from time: a stopped process is alive.
     *
     * @param slot       a slot
     * @param generation the generation of its claim
     */
    boolean isAlive(int slot, int generation);

    /**
     * Runs a repair on behalf of a dead process, if it is dead and nobody else is at it. While it runs the slot can't be
     * claimed.
     *
     * @param slot       the dead process's slot
     * @param generation the generation of its claim
     * @param repair     what to do; it must be harmless when run again after dying half-way
     * @return whether the repair ran; false if the process lives or another one is repairing
     */
    boolean repairIfDead(int slot, int generation, Runnable repair);

    /**
     * {@return for how long to wait for a process, in nanoseconds, before asking whether it still lives} Asking the kernel
     * costs more than waiting for an owner that does what it should.
     */
    default long patienceNanos() {
        return 1_000_000;
    }

    /**
     * Counts that a lock, which a process had died with, was taken over.
     *
     * @param slot       the dead process's slot
     * @param generation the generation of its claim
     */
    default void tookOver(int slot, int generation) {
    }

    /** {@return the pid of the process that claimed a slot last; 0 if it isn't known} @param slot a slot */
    default long pid(int slot) {
        return 0;
    }

    /** {@return the processes of a region that no other process can reach: this one} */
    static Processes alone() {
        return Alone.INSTANCE;
    }
}
