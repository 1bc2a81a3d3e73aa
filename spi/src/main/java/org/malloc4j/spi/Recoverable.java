package org.malloc4j.spi;

/**
 * The power of an {@link Allocator} to survive the death of a process inside it. Only such an allocator may serve a pool
 * that more than one process can join.
 */
public interface Recoverable {

    /**
     * Makes the heap whole after a process died: what it was about to do is either finished or undone. Called by one
     * survivor for each dead process, while others go on allocating; also at attach, for every process that left
     * without saying so. Running it again, at any point, is harmless.
     *
     * @param slot       the dead process's slot
     * @param generation the generation of its claim
     */
    void recover(int slot, int generation);
}
