package org.malloc4j.example.switchboard.table;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Hashes bytes, eight at a time. The seed is the table's own, so that nobody outside can aim at one chain. */
final class Hash {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private Hash() {
    }

    static long of(MemorySegment bytes, long from, int byteLength, long seed) {
        long hash = seed ^ byteLength * MULTIPLIER;
        int i = 0;
        for (; i + Long.BYTES <= byteLength; i += Long.BYTES) {
            hash = mix(hash ^ bytes.get(WORD, from + i));
        }
        long rest = 0;
        for (; i < byteLength; i++) {
            rest = rest << Byte.SIZE | bytes.get(ValueLayout.JAVA_BYTE, from + i) & 0xFF;
        }
        return mix(hash ^ rest);
    }

    /** Stirs the bits of one word (the finaliser of SplitMix64, with a multiplication before it). */
    static long mix(long word) {
        long z = word * MULTIPLIER;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
