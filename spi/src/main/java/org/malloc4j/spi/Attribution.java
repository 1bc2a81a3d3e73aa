package org.malloc4j.spi;

/**
 * What is known of one block. Origins are text made for people: {@code [DialogTable.java: DialogTable.create, line 87]},
 * several frames, if there are, one after the other, the innermost first. Equal origins are one and the same
 * {@code String} within a walk's process, so that grouping by them is cheap.
 *
 * @param origin         the line of code that allocated it, or last resized it; empty if nothing is known
 * @param freedBy        the line of code that freed it; empty while it lives, and if nobody knows
 * @param pid            the process that allocated it; 0 if nobody knows
 * @param thread         the name of the thread that did; empty if nobody knows
 * @param epochMillis    when, in milliseconds since the epoch; 0 if nobody knows
 * @param byteSize       what was asked for, in bytes; -1 if nobody knows
 * @param sampleByteSize the mean distance of samples, in bytes, at which the block was taken; 0 if every block was
 */
public record Attribution(String origin, String freedBy, long pid, String thread, long epochMillis, long byteSize,
                          long sampleByteSize) {

    /** Nothing is known: the block was allocated by a process that died before it could say so, or isn't tracked. */
    public static final Attribution UNKNOWN = new Attribution("", "", 0, "", 0, -1, 0);

    /** {@return whether anything is known; the origin alone may be missing, because it found no place} */
    public boolean isKnown() {
        return byteSize >= 0;
    }

    /**
     * {@return how many blocks of this size and rate the block stands for} Weigh first, then sum: the sum of weights
     * estimates the number of blocks without bias, the sum of weights times sizes their bytes.
     */
    public double weight() {
        return 1 / probability();
    }

    /**
     * {@return the variance of this block's contribution to an estimate of bytes} The square root of a sum of them is the
     * estimate's standard error.
     */
    public double variance() {
        double taken = probability();
        return (1 - taken) / (taken * taken) * byteSize * byteSize;
    }

    private double probability() {
        // A block without bytes would never be taken; it counts as one of a byte, here and where samples are taken.
        return sampleByteSize <= 0 ? 1 : -Math.expm1(-(double) Math.max(1, byteSize) / sampleByteSize);
    }
}
