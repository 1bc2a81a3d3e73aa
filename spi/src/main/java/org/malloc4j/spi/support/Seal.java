package org.malloc4j.spi.support;

/**
 * A word that shows whether it was overwritten: 48 bits of payload and, above them, a checksum keyed by where the word
 * lies. Every change of one bit is noticed, any other with all but 1 in 65,536; so is an intact word in the wrong place.
 */
final class Seal {
    /** The largest payload. */
    static final long MAX_PAYLOAD = (1L << 48) - 1;

    private static final int CHECK_SHIFT = 48;
    /** 2^64 divided by the golden ratio, odd: Fibonacci hashing (Knuth, volume 3, section 6.4). */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Seal() {
    }

    /** {@return the word that holds a payload} @param offset where it will lie @param payload 48 bits */
    static long seal(long offset, long payload) {
        return payload | mixed(offset, payload) & ~MAX_PAYLOAD;
    }

    /** {@return whether a word is what {@link #seal} made for this place} @param offset where @param word what */
    static boolean isIntact(long offset, long word) {
        return damage(offset, word) == 0;
    }

    /** {@return 0 if a word is what {@link #seal} made for this place: for whoever adds up before asking} */
    static long damage(long offset, long word) {
        return (mixed(offset, word & MAX_PAYLOAD) ^ word) >>> CHECK_SHIFT;
    }

    /** {@return what a sealed word holds} @param word the word */
    static long payload(long word) {
        return word & MAX_PAYLOAD;
    }

    /** {@return what the checksum is the upper part of} */
    private static long mixed(long offset, long payload) {
        // The offset enters by its own multiple, so that a word moved by its own difference doesn't cancel out. The one
        // added keeps a word of zeros from looking sealed. It is (payload + 1) * GOLDEN + offset * ~GOLDEN.
        return (payload + 1 - offset) * GOLDEN - offset;
    }
}
