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

    /**
     * Makes the heap whole after a thread of this process died inside while the process lives on, if one did. Every
     * operation does so too; this is called now and then for a process that has no next operation, so that others don't
     * wait for it. It returns at once if there is nothing to do; the default is for an allocator where there never is.
     */
    default void mend() {
    }

    /**
     * Allocates a block and stores it in a word of the region, in one step: a death leaves both or neither.
     *
     * @param wordOffset    where the word lies, in a live block
     * @param byteSize      the size in bytes; 0 gives a distinct live block
     * @param byteAlignment the alignment in bytes, of the block's offset
     * @return the block, or 0 if no free fragment is large enough; the word is then as it was
     */
    long allocateInto(long wordOffset, long byteSize, long byteAlignment);

    /**
     * Frees the block stored in a word of the region and clears the word, in one step: a death leaves both or neither. A
     * word that holds 0 stays as it is.
     *
     * @param wordOffset where the word lies, in a live block other than the one it names
     * @throws org.malloc4j.IllegalBlockException if the block isn't live; the word is then as it was
     */
    void freeFrom(long wordOffset);
}
