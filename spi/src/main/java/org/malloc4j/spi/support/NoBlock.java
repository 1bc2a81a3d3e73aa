package org.malloc4j.spi.support;

import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Region;

/** What a number that is no live block is instead, in the words of every allocator. */
public final class NoBlock {
    /** There is no block at the number, though there could be one. */
    public static final String FREED_OR_NEVER = "it was freed before, or never allocated";
    /** There can't be one. */
    public static final String UNALIGNED = "it is no multiple of 16 and so was never a block";

    private NoBlock() {
    }

    /** {@return the refusal of a number} @param block the number @param region where it is no live block @param reason what it is instead */
    public static IllegalBlockException refuse(long block, Region region, String reason) {
        return new IllegalBlockException("block not live: block=" + block + " pool=" + region.name() + "; " + reason, block);
    }

    /** {@return that a number lies outside} @param first where the first block can start @param end where the last one ends */
    public static String outside(long first, long end) {
        return "it lies outside the pool's blocks, which are from " + first + " to " + end;
    }

    /** {@return that a number lies in a live block} @param block the number @param live the block @param byteSize its size, in bytes */
    public static String inside(long block, long live, long byteSize) {
        long distance = block - live;
        return "it lies " + distance + (distance == 1 ? " byte" : " bytes") + " inside the live block " + live + " of "
                + byteSize + " bytes";
    }

    /** {@return what a number is that lies in no live block, nor outside} @param block the number */
    public static String nothing(long block) {
        return (block & Fragments.ALIGNMENT - 1) == 0 ? FREED_OR_NEVER : UNALIGNED;
    }
}
