package org.malloc4j.process.chaos;

import java.lang.foreign.MemorySegment;
import org.malloc4j.tck.Stamp;

/**
 * What a block holds: every byte depends on who wrote it, on the number of the writing, and on where it is. One word says
 * all that, so it is promised and withdrawn in one store.
 *
 * <pre>
 *  63     56 55            16 15       0
 *  +--------+----------------+----------+
 *  | stripe |     number     |   size   |
 *  +--------+----------------+----------+
 * </pre>
 */
final class Contents {
    static final int MAX_BYTE_SIZE = 4096;

    private Contents() {
    }

    static long stamp(int stripe, long number, int byteSize) {
        return (long) stripe << 56 | (number & 0xFF_FFFF_FFFFL) << 16 | byteSize;
    }

    static int byteSize(long stamp) {
        return (int) (stamp & 0xFFFF);
    }

    static void write(MemorySegment memory, long block, long stamp) {
        Stamp.write(memory, block, byteSize(stamp), stamp);
    }

    static void check(MemorySegment memory, long block, long stamp) {
        check(memory, block, stamp, byteSize(stamp));
    }

    /** Checks the first bytes, which are all that is left after the block became smaller. */
    static void check(MemorySegment memory, long block, long stamp, int byteSize) {
        long at = Stamp.mismatch(memory, block, byteSize, stamp);
        if (at >= 0) {
            throw new AssertionError("contents of a live block changed: block=" + block + " stamp=0x"
                    + Long.toHexString(stamp) + " at=" + at);
        }
    }
}
