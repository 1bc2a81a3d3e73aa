package org.malloc4j.spi;

/** Sees live blocks and where they came from, one after the other. It is called with no lock of the pool held. */
@FunctionalInterface
public interface AttributionVisitor {

    /**
     * Sees one live block.
     *
     * @param block       the block
     * @param byteSize    the bytes of it that may be used
     * @param attribution what is known of it
     * @return whether to go on
     */
    boolean visit(long block, long byteSize, Attribution attribution);
}
