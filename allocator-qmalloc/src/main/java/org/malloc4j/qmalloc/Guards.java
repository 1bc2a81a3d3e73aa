package org.malloc4j.qmalloc;

import java.nio.ByteOrder;
import org.malloc4j.spi.Region;

/** The guards before and behind blocks: what they are, and whether they still are. */
final class Guards {
    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private final Region region;
    private final Secret secret;

    Guards(Region region, Secret secret) {
        this.region = region;
        this.secret = secret;
    }

    /** Writes the guard before a block. @param block the block */
    void putFront(long block) {
        region.putLong(block - Long.BYTES, secret.guard(block - Long.BYTES));
    }

    boolean isFrontIntact(long block) {
        return region.getLong(block - Long.BYTES) == secret.guard(block - Long.BYTES);
    }

    /** {@return a whole word of a tail} @param at where the word lies @param from where the tail starts */
    long tailWord(long at, long from) {
        long word = secret.guard(at);
        return at <= from && from < at + Long.BYTES ? word & ~firstByte(from) : word;
    }

    /** {@return whether a tail is what it should be} @param from where it starts @param to where it ends, a multiple of 8 */
    boolean isTailIntact(long from, long to) {
        long at = from & -Long.BYTES;
        long wrong = (region.getLong(at) ^ secret.guard(at) & ~firstByte(from)) & bytesFrom(from);
        for (at += Long.BYTES; at < to; at += Long.BYTES) {
            wrong |= region.getLong(at) ^ secret.guard(at);
        }
        return wrong == 0;
    }

    /** Writes a tail behind bytes that belong to somebody. @param from where it starts @param to where it ends */
    void putTail(long from, long to) {
        long at = from;
        for (; (at & Long.BYTES - 1) != 0; at++) {
            region.putByte(at, tailByte(at, from));
        }
        for (; at < to; at += Long.BYTES) {
            region.putLong(at, tailWord(at, from));
        }
    }

    /** {@return a byte of a tail} @param at where it lies @param from where the tail starts */
    byte tailByte(long at, long from) {
        return at == from ? 0 : byteAt(secret.guard(at & -Long.BYTES), at);
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
