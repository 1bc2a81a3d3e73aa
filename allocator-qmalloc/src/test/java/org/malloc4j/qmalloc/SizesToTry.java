package org.malloc4j.qmalloc;

import java.util.stream.LongStream;

/** Sizes of blocks in every class of fragments up to 64 KiB: that fill it, and that leave rounding slack; and some larger ones. */
final class SizesToTry {
    private static final long LARGEST = 64 * 1024;

    private SizesToTry() {
    }

    static LongStream all() {
        return LongStream.concat(LongStream.of(0, 1, 7, 8, 15, 16, 65_536, 100_000, 200_000), LongStream.iterate(64, SizesToTry::next)
                .takeWhile(fragment -> fragment <= LARGEST)
                .flatMap(fragment -> LongStream.of(fragment - 32, fragment - 39, fragment - 47)));
    }

    /** The smallest fragment of the next class: 16 bytes more, or 1/32 of a power of two. */
    private static long next(long fragment) {
        return fragment + Math.max(16, Long.highestOneBit(fragment) / 32);
    }
}
