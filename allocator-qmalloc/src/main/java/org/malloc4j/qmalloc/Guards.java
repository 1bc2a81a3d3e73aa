package org.malloc4j.qmalloc;

import java.nio.ByteOrder;
import org.malloc4j.spi.Region;

/**
 * The guards before and behind blocks: what they are, and whether they still are. The guard behind a block repeats the word
 * that belongs to the place where it ends, so that it is computed once.
 *
 * @param region the region
 * @param secret the pool's
 */
record Guards(Region region, Secret secret) {
    /** The longest guard behind a block whose size is the usual one for the request. */
    static final int SHORT_TAIL = 3 * Long.BYTES;

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    /** Writes the guard before a block. @param block the block */
    void putFront(long block) {
        region.putLong(block - Long.BYTES, secret.guard(block - Long.BYTES));
    }

    boolean isFrontIntact(long block) {
        return region.getLong(block - Long.BYTES) == secret.guard(block - Long.BYTES);
    }

    /** {@return 0 if the guard before a block is intact} @param block the block */
    long damageBefore(long block) {
        return region.getLong(block - Long.BYTES) ^ secret.guard(block - Long.BYTES);
    }

    /**
     * Writes a tail of up to {@link #SHORT_TAIL} bytes behind bytes that belong to nobody, but for a block's first word.
     *
     * @param block the block, of a word or more
     * @param tail  how many bytes
     * @param to    where it ends
     */
    void putShortTail(long block, long tail, long to) {
        long guard = behind(to);
        region.putLong(to - Long.BYTES, guard);
        region.putLong(to - 2 * Long.BYTES, guard);
        if (to - 3 * Long.BYTES > block) {
            region.putLong(to - 3 * Long.BYTES, guard);
        }
        region.putByte(to - tail, (byte) 0);
    }

    /**
     * {@return 0 if a tail is what it should be} No branch depends on where it starts, which nobody can guess.
     *
     * @param tail how many bytes it has, {@link QMallocLayout#SMALLEST_TAIL} to {@link #SHORT_TAIL}
     * @param to   where it ends
     */
    long damageInShort(long tail, long to) {
        long guard = behind(to);
        return (region.getLong(to - Long.BYTES) ^ guard) & lastBytes(Math.max(0, Long.BYTES + 1 - tail))
                | (region.getLong(to - 2 * Long.BYTES) ^ guard) & lastBytes(Math.max(0, 2 * Long.BYTES + 1 - tail))
                | (region.getLong(to - 3 * Long.BYTES) ^ guard) & lastBytes(Math.min(Long.BYTES, 3 * Long.BYTES + 1 - tail))
                | region.getByte(to - tail);
    }

    /** {@return a mask of a word's bytes but for the first so many} @param but how many, 0 to 15 */
    private static long lastBytes(long but) {
        return BIG_ENDIAN ? -1L >>> (but << 2) >>> (but << 2) : -1L << (but << 2) << (but << 2);
    }

    /** {@return what all words of a tail hold} @param to where it ends */
    private long behind(long to) {
        return secret.guard(to - Long.BYTES);
    }

    /** {@return a whole word of a tail} @param at where the word lies @param from where the tail starts @param to where it ends */
    long tailWord(long at, long from, long to) {
        return at <= from && from < at + Long.BYTES ? behind(to) & ~firstByte(from) : behind(to);
    }

    /** {@return whether a tail is what it should be} @param from where it starts @param to where it ends, a multiple of 8 */
    boolean isTailIntact(long from, long to) {
        long guard = behind(to);
        long at = from & -Long.BYTES;
        long wrong = (region.getLong(at) ^ guard & ~firstByte(from)) & bytesFrom(from);
        for (at += Long.BYTES; at < to; at += Long.BYTES) {
            wrong |= region.getLong(at) ^ guard;
        }
        return wrong == 0;
    }

    /** Writes a tail behind bytes that belong to somebody. @param from where it starts @param to where it ends */
    void putTail(long from, long to) {
        long at = from;
        for (; (at & Long.BYTES - 1) != 0; at++) {
            region.putByte(at, tailByte(at, from, to));
        }
        for (; at < to; at += Long.BYTES) {
            region.putLong(at, tailWord(at, from, to));
        }
    }

    /** {@return a byte of a tail} @param at where it lies @param from where the tail starts @param to where it ends */
    byte tailByte(long at, long from, long to) {
        return at == from ? 0 : byteAt(behind(to), at);
    }

    /** {@return a byte of a word} @param word the word @param at where the byte lies */
    static byte byteAt(long word, long at) {
        return (byte) (word >>> shift(at));
    }

    private static long firstByte(long at) {
        return 0xFFL << shift(at);
    }

    private static long bytesFrom(long at) {
        return BIG_ENDIAN ? -1L >>> (at << 3) : -1L << (at << 3);
    }

    private static int shift(long at) {
        int shift = (int) (at & Long.BYTES - 1) << 3;
        return BIG_ENDIAN ? 56 - shift : shift;
    }
}
