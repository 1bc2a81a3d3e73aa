package org.malloc4j.spi;

import org.malloc4j.HeapCorruptionException;

/**
 * The power of an {@link Allocator} to say which code made each of its live blocks. A decorator has it; whoever reports
 * on a pool asks for it and never needs to know which one.
 *
 * <p>All methods are safe for use by many threads, also where the region is {@linkplain Sharing#CONFINED confined}, and
 * none holds a lock of the pool while it calls back or after it has returned.
 */
public interface Attributed {

    /**
     * Walks live blocks in address order, beside running workers, like {@link Allocator#forEachBlock}. A block that
     * nothing is known of comes with {@link Attribution#UNKNOWN}; where {@linkplain #isSampled() samples} were taken, most
     * do, and those that are known stand for them.
     *
     * @param fromBlock where to start: 0, or what an earlier walk returned
     * @param visitor   sees them; it may stop the walk
     * @return where to resume after the visitor stopped the walk, or 0 at its end
     * @throws HeapCorruptionException if the walk can't go on
     */
    long forEachAttribution(long fromBlock, AttributionVisitor visitor);

    /**
     * {@return what is known of a block; {@link Attribution#UNKNOWN} if nothing is} Of a freed block that is what was known
     * of it in life, and who freed it, until the memory is used again.
     *
     * @param block a number, whether it is a block or not
     */
    Attribution attribution(long block);

    /**
     * {@return how many bytes, on average, this process allocates from one sampled block to the next; 0 if every block is
     * tracked}
     */
    long sampleByteSize();

    /**
     * Sets {@link #sampleByteSize()} for this process, from now on. Blocks keep the rate they were taken at, so estimates
     * stay right.
     *
     * @param byteSize the mean distance of samples in bytes; 0 tracks every block
     * @throws IllegalArgumentException if it is negative
     */
    void setSampleByteSize(long byteSize);

    /** {@return whether any process that ever used the pool took samples only, so that a block may be unknown for that} */
    boolean isSampled();

    /**
     * {@return how many allocations of this process had an origin that found no place} They are reported as unknown. Above
     * 0 it is the size of the area that is too small.
     */
    long originsLost();

    /**
     * {@return what is wrong with what is known of blocks, in a sentence; empty if nothing is} Something may have overwritten
     * the memory where it is kept; the blocks themselves are not looked at.
     *
     * @throws HeapCorruptionException if blocks can't be walked
     */
    default String damage() {
        return "";
    }
}
