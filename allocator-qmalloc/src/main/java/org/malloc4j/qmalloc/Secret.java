package org.malloc4j.qmalloc;

/**
 * What makes a pool's guards and checksums its own: nobody who copies a block, header and all, gets a pair that fits, and
 * nobody writes a guard by accident. Words are mixed by multiplication (Knuth, volume 3, section 6.4).
 *
 * @param value 64 bits
 */
record Secret(long value) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final int SEAL_SHIFT = 48;
    private static final long SEALED = (1L << SEAL_SHIFT) - 1;

    /** {@return what a guard's word holds: no byte that text or a small number has} @param at where it lies, a multiple of 8 */
    long guard(long at) {
        long mixed = (at ^ value) * GOLDEN;
        return mixed ^ mixed >>> 32 | HIGH_BITS;
    }

    /**
     * {@return 64 bits of which the high ones depend on all of a payload, where it lies, and the secret} The place enters by
     * its own multiple, so that a word moved by its own difference doesn't cancel out.
     */
    long check(long at, long payload) {
        return ((payload ^ value) - at) * GOLDEN - at;
    }

    /** {@return a word that holds a number of up to 48 bits} @param at where it lies @param payload the number */
    long seal(long at, long payload) {
        return check(at, payload) & ~SEALED | payload;
    }

    /** {@return whether {@link #seal} made a word for this place} @param at where @param word what */
    boolean isIntact(long at, long word) {
        return seal(at, word & SEALED) == word;
    }

    static long payload(long word) {
        return word & SEALED;
    }
}
