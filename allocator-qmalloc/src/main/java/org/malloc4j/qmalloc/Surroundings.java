package org.malloc4j.qmalloc;

import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.QuickPlaces;

/**
 * Looks at a live block and at both its neighbours, and says no more than whether all is as it should be. Differences are
 * added up and asked for once: what lies beside a block is as good as random, and a processor that guesses wrongly loses
 * more time than all of this takes.
 *
 * <p>What isn't plain, such as a long guard or a block that is being resized, counts as a difference.
 *
 * @param region the region
 * @param places where the heap keeps its tables
 * @param secret the pool's
 * @param guards the pool's
 */
record Surroundings(Region region, QuickPlaces places, Secret secret, Guards guards) {

    /** {@return 0 if all is as it should be} @param block a live block @param header its fragment's @param top where fragments end */
    long damage(long block, long header, long top) {
        long fragment = block - places.prefix();
        long next = fragment + QuickPlaces.size(header);
        long damage = damageOf(block, next);
        if (next < top) {
            damage |= damageBehind(next);
        }
        return QuickPlaces.isPreviousFree(header) || fragment == places.start() ? damage
                : damage | damageBefore(fragment);
    }

    /** {@return 0 if a live block's header and guards are what they should be} @param block it @param end where its fragment ends */
    private long damageOf(long block, long end) {
        long at = headerOf(block);
        long header = region.getLong(at);
        long tail = Header.tail(header);
        if (tail < QMallocLayout.SMALLEST_TAIL || tail > Guards.SHORT_TAIL) {
            return 1;
        }
        return Header.damage(secret, at, header) | Header.flags(header) | guards.damageBefore(block)
                | sign(end - tail - block) | guards.damageInShort(tail, end);
    }

    private long damageBehind(long next) {
        long block = next + places.prefix();
        long header = region.getLong(headerOf(block));
        long isLive = -(region.getLong(places.mark(block)) >>> (block >>> 4) & 1);
        return QuickPlaces.damage(next, region.getLong(next))
                | isLive & (Header.damage(secret, headerOf(block), header) | guards.damageBefore(block));
    }

    private long damageBefore(long fragment) {
        long block = blockBefore(fragment);
        if (block < places.start() + places.prefix()) {
            return 0;
        }
        long before = block - places.prefix();
        long header = region.getLong(before);
        long gap = fragment - before - QuickPlaces.size(header);
        return QuickPlaces.damage(before, header) | damageOf(block, fragment) & ~sign(-gap);
    }

    /** The marks of two words cover all blocks of up to 1,024 bytes, wherever they lie. */
    private long blockBefore(long fragment) {
        long mark = places.mark(fragment);
        long bits = region.getLong(mark) & QuickPlaces.bit(fragment) - 1;
        long bitsBefore = region.getLong(mark - Long.BYTES);
        mark = bits == 0 ? mark - Long.BYTES : mark;
        bits = bits == 0 ? bitsBefore : bits;
        return bits == 0 ? blockFarBefore(mark, fragment - Blocks.NEAR) : places.lastBlock(mark, bits);
    }

    private long blockFarBefore(long from, long down) {
        long first = places.mark(Math.max(down, places.start()));
        for (long mark = from - Long.BYTES; mark >= first; mark -= Long.BYTES) {
            long bits = region.getLong(mark);
            if (bits != 0) {
                return places.lastBlock(mark, bits);
            }
        }
        return 0;
    }

    /** {@return where a block's header lies} @param block the block */
    long headerOf(long block) {
        return block - places.prefix() + QMallocLayout.HEADER;
    }

    /** {@return all bits set if a number is below 0, and none if not} @param number the number */
    private static long sign(long number) {
        return number >> Long.SIZE - 1;
    }
}
