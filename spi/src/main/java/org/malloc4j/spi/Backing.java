package org.malloc4j.spi;

/** Takes pages from whatever provides a region's memory, before they are touched. */
@FunctionalInterface
public interface Backing {

    /**
     * Provides a range that holds nothing yet.
     *
     * @param offset   the first byte, from the region's start
     * @param byteSize the number of bytes
     * @return false if the range can't be provided
     */
    boolean reserve(long offset, long byteSize);

    /** {@return the backing of memory whose pages are all there} */
    static Backing present() {
        return Present.INSTANCE;
    }
}
