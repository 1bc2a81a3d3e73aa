package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Contents that tell whose they are: each byte of a range depends on a key and on where in the range it is. */
public final class Stamp {
    // Bytes are written singly at the end of a range, so the order of a word's bytes must be known.
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Stamp() {
    }

    /** Writes a key's contents to a range that starts at a multiple of 8. */
    public static void write(MemorySegment segment, long offset, long byteSize, long key) {
        long words = byteSize & -Long.BYTES;
        for (long i = 0; i < words; i += Long.BYTES) {
            segment.set(WORD, offset + i, word(key, i));
        }
        for (long i = words; i < byteSize; i++) {
            segment.set(ValueLayout.JAVA_BYTE, offset + i, (byte) (word(key, words) >>> (i - words) * Byte.SIZE));
        }
    }

    /** {@return the position in the range of the first byte, or of the word it is in, that isn't the key's; -1 if all are} */
    public static long mismatch(MemorySegment segment, long offset, long byteSize, long key) {
        long words = byteSize & -Long.BYTES;
        for (long i = 0; i < words; i += Long.BYTES) {
            if (segment.get(WORD, offset + i) != word(key, i)) {
                return i;
            }
        }
        for (long i = words; i < byteSize; i++) {
            byte expected = (byte) (word(key, words) >>> (i - words) * Byte.SIZE);
            if (segment.get(ValueLayout.JAVA_BYTE, offset + i) != expected) {
                return i;
            }
        }
        return -1;
    }

    private static long word(long key, long position) {
        long mixed = (key + position) * STEP;
        return mixed ^ mixed >>> 29;
    }
}
