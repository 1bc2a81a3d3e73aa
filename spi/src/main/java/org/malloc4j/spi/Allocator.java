package org.malloc4j.spi;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;

/**
 * Hands out the blocks of one {@link Region}. A block is the offset of its first byte in the region; 0 is no block.
 *
 * <p>Whoever calls has checked the arguments: sizes are not negative, alignments are powers of two from 16 to 4096, and
 * blocks are not {@code NULL}. That a block is live has not been checked, and an allocator never lets itself be damaged
 * by one that isn't.
 *
 * <p>Unless the region is {@linkplain Sharing#CONFINED confined} all methods are safe for use by many threads and, where
 * it is {@linkplain Sharing#SHARED shared}, by many processes.
 *
 * <p>Powers that not every allocator has are interfaces of their own, which it implements or doesn't:
 * {@link Recoverable}, {@link Tagged}, {@link Contended}.
 */
public interface Allocator {

    /**
     * Allocates a block. Its contents are undefined.
     *
     * @param byteSize      the size in bytes; 0 gives a distinct live block
     * @param byteAlignment the alignment in bytes, of the block's offset
     * @return the block, or 0 if no free fragment is large enough, even after everything deferred was merged
     */
    long allocate(long byteSize, long byteAlignment);

    /**
     * Changes a block's size where it lies.
     *
     * @param block    a live block
     * @param byteSize the new size in bytes
     * @return whether it could; if not, nothing changed
     * @throws IllegalBlockException if {@code block} isn't live
     */
    boolean resize(long block, long byteSize);

    /**
     * Frees a block.
     *
     * @param block a live block
     * @throws IllegalBlockException if {@code block} isn't live
     */
    void free(long block);

    /**
     * {@return how many bytes of a block may be used}
     *
     * @param block a live block
     * @throws IllegalBlockException if {@code block} isn't live
     */
    long byteSize(long block);

    /** {@return what the region holds now} Never blocks. */
    PoolStatistics statistics();

    /** Merges and gives back everything that was deferred or cached. */
    void trim();

    /**
     * Walks live blocks and free fragments in address order, beside running workers. Blocks that live during the whole
     * walk are seen exactly once.
     *
     * @param fromBlock where to start: 0, or what an earlier walk returned
     * @param visitor   sees them; it may stop the walk
     * @return where to resume after the visitor stopped the walk, or 0 at its end
     * @throws HeapCorruptionException if the walk can't go on
     */
    long forEachBlock(long fromBlock, BlockVisitor visitor);

    /**
     * {@return whether a range of the region can be read: all of it was reserved, by whichever process} Of other ranges the
     * pages may be missing. Never blocks. The default knows no more than where the last live block ends.
     *
     * @param offset   the first byte, any number
     * @param byteSize the number of bytes, more than 0
     * @throws HeapCorruptionException if it can't be found out
     */
    default boolean isBacked(long offset, long byteSize) {
        long[] end = new long[1];
        forEachBlock(0, (block, blockByteSize, live) -> {
            if (live) {
                end[0] = block + blockByteSize;
            }
            return true;
        });
        return offset >= 0 && offset <= end[0] - byteSize;
    }

    /**
     * Walks the region and checks every invariant.
     *
     * @throws HeapCorruptionException if one is broken, with the evidence
     */
    void verify();
}
