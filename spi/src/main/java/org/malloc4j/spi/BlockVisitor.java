package org.malloc4j.spi;

/** Sees the blocks of a walk, one after the other, in address order. It is called with no lock of the pool held. */
@FunctionalInterface
public interface BlockVisitor {

    /**
     * Sees one live block or one free fragment.
     *
     * @param block    the block, or where a block in the free fragment would start
     * @param byteSize the bytes of it that may be used, or could be
     * @param live     whether it is a live block
     * @return whether to go on
     */
    boolean visit(long block, long byteSize, boolean live);
}
