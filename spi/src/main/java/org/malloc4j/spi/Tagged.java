package org.malloc4j.spi;

/**
 * The power of an {@link Allocator} to keep a tag beside each block: bytes for whoever asked for them when the region was
 * formatted. A tag lies inside the allocator's guards, is untouched by free, and keeps its contents until the memory is
 * used again. The allocator never looks inside.
 */
public interface Tagged {

    /**
     * {@return where the tag of a block lies: the offset of its first byte in the region, a multiple of 8}
     *
     * @param block a block, live or freed
     */
    long tag(long block);
}
