package org.malloc4j.qmalloc;

/**
 * What makes a pool's guards and checksums its own: nobody who copies a block, header and all, gets a pair that fits, and
 * nobody writes a guard by accident. Words are mixed by multiplication (Knuth, volume 3, section 6.4).
 */
final class Secret {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long OTHER = 0xBF58476D1CE4E5B9L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final int SEAL_SHIFT = 48;
    private static final long SEALED = (1L << SEAL_SHIFT) - 1;

    private final long value;

    Secret(long value) {
        this.value = value;
    }

    long value() {
        return value;
    }

    /** {@return what a guard's word holds: no byte that text or a small number has} @param at where it lies, a multiple of 8 */
    long guard(long at) {
        long mixed = (at ^ value) * GOLDEN;
        return mixed ^ mixed >>> 32 | HIGH_BITS;
    }

    /** {@return 64 bits of which every one depends on all of a payload, where it lies, and the secret} */
    long check(long at, long payload) {
        long mixed = (payload ^ value) * OTHER + at;
        return (mixed ^ mixed >>> 29) * GOLDEN;
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
