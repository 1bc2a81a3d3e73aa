package org.malloc4j.bench;

/**
 * What a contender's memory looks like, in bytes. What it doesn't tell is {@link #UNKNOWN}.
 *
 * @param taken         live blocks and the overhead that comes with them; not what it took before the first allocation
 * @param peak          the peak of {@code taken}
 * @param perBlock      what lies beside each live block, the rounding of its size aside
 * @param liveBlocks    the number of live blocks
 * @param freeFragments the number of free fragments, less those it had before the first allocation
 */
public record Footprint(long taken, long peak, double perBlock, long liveBlocks, long freeFragments) {
    /** What a contender doesn't tell. */
    public static final long UNKNOWN = -1;

    /** A contender that tells nothing. */
    public static final Footprint NONE = ofTaken(UNKNOWN);

    /** {@return the footprint of a contender that tells only what it has taken now} @param taken so many bytes */
    public static Footprint ofTaken(long taken) {
        return new Footprint(taken, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /** {@return whether all is free and merged again, as far as the contender tells} */
    String finalState() {
        if (liveBlocks == UNKNOWN) {
            return "";
        }
        return liveBlocks == 0 && freeFragments == 0 ? "clean" : liveBlocks + " live, " + freeFragments + " pieces more";
    }
}
