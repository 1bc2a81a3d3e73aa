package org.malloc4j.bench;

/**
 * A table of blocks of one contender, in the form in which a program that uses it would keep them: block numbers,
 * addresses, buffer objects. A workload names blocks by their place in the table, so that none pays for a form that isn't
 * its own.
 *
 * <p>One thread at a time uses a table. Words may lie at any offset.
 */
public interface Blocks {

    /** Allocates a block into an empty place. @param slot the place @param byteSize the size in bytes */
    void allocate(int slot, long byteSize);

    /** Changes the size of the block in a place, its contents kept. @param slot the place @param byteSize the new size */
    void reallocate(int slot, long byteSize);

    /** Frees the block in a place. @param slot the place */
    void free(int slot);

    /** Moves a block to a table of the same contender. @param slot from @param to the other table @param toSlot its place */
    void move(int slot, Blocks to, int toSlot);

    /** Writes a word of a block. @param slot its place @param offset where in the block @param value what */
    void putLong(int slot, long offset, long value);

    /** {@return a word of a block} @param slot its place @param offset where in the block */
    long getLong(int slot, long offset);

    /** Writes a byte of a block. @param slot its place @param offset where in the block @param value what */
    void putByte(int slot, long offset, byte value);

    /** {@return a byte of a block} @param slot its place @param offset where in the block */
    byte getByte(int slot, long offset);

    /** {@return how far into the contender's memory its blocks reach, in bytes; 0 if nobody knows} */
    default long reach() {
        return 0;
    }
}
