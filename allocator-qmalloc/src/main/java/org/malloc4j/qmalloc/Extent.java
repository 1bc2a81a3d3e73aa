package org.malloc4j.qmalloc;

/**
 * How far a live block reaches, as far as can be told.
 *
 * @param block    the block
 * @param fragment where its fragment starts
 * @param size     its fragment's size, or 0 if nobody knows
 * @param isPlaced whether the heap's own header is intact
 * @param header   the block's header
 * @param isKnown  whether that header is intact
 * @param byteSize how many bytes were asked for, or -1 if nobody knows
 */
record Extent(long block, long fragment, long size, boolean isPlaced, long header, boolean isKnown, long byteSize) {

    /** {@return where the fragment ends} */
    long end() {
        return fragment + size;
    }

    /** {@return where the guard behind the block starts} */
    long tail() {
        return block + byteSize;
    }
}
