package org.malloc4j.hpmalloc;

import java.nio.ByteOrder;
import org.malloc4j.spi.Region;

/** A table of the region with a byte for each span, which anybody may change. */
final class SpanBytes {
    /** How many spans' bytes are in one word. */
    static final int PER_WORD = Long.BYTES;

    private final Region region;
    private final long base;

    /** @param base where the table starts, a multiple of 8 */
    SpanBytes(Region region, long base) {
        this.region = region;
        this.base = base;
    }

    int get(int span) {
        return region.getByte(base + span);
    }

    /** {@return whether the bytes of eight spans are all 0} @param first the first of them, a multiple of 8 */
    boolean areZero(int first) {
        return region.getLong(base + first) == 0;
    }

    /** Sets a byte with a plain store. */
    void put(int span, int value) {
        region.putByte(base + span, (byte) value);
    }

    /** Sets a byte with a full fence: what is read afterwards is read after that. */
    void putFully(int span, int value) {
        long word = base + (span & -PER_WORD);
        int shift = shift(span);
        long now;
        do {
            now = region.getLongAcquire(word);
        } while (!region.compareAndSetLong(word, now, now & ~(0xFFL << shift) | (value & 0xFFL) << shift));
    }

    /** Where in its word a span's byte lies, whatever the machine's byte order. */
    private static int shift(int span) {
        int index = span & PER_WORD - 1;
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return (little ? index : PER_WORD - 1 - index) * Byte.SIZE;
    }
}
