package org.malloc4j.spi;

import org.malloc4j.CorruptionReport;

/**
 * The power of an {@link Allocator} to take memory out of use for good after it was found damaged, and to go on with the
 * rest. What is retired is neither freed nor handed out again: a live block stays its owner's until it is freed, and
 * then belongs to nobody.
 */
public interface Retiring {

    /**
     * Takes what a report is about out of use, so that the operation that found it can be tried again. Others may go on
     * allocating meanwhile. It is crash-safe where the allocator is.
     *
     * @param report what the allocator's own exception carried
     * @return whether it could; if not, nothing changed and the damage will be found again
     */
    boolean retire(CorruptionReport report);

    /** {@return how many blocks and fragments were retired since the region was formatted} Never blocks. */
    long retired();

    /** {@return how many bytes they take} Never blocks. */
    long retiredByteSize();
}
