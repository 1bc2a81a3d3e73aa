package org.malloc4j.qmalloc;

import java.lang.invoke.MethodHandles;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.QuickPlaces;

/**
 * The common path, written out store by store, in steps each of which is declared in one word before its first store:
 * {@link Intent} says how. A free is a step for each block that leaves the quarantine, and one in which the block
 * itself goes there; only then its contents are destroyed.
 *
 * <p>Of a pool that lives as long as its process the parts are a constant: each has a hidden copy of this class, which finds
 * them in its class data. The class itself finds none there, and uses those that it was made with.
 */
final class DirectGuardedPath implements GuardedPath {
    private static final PathParts CONSTANT = constant();

    /** What no sum of a header and a filled word is: nothing is lost if it is. */
    private static final long NEVER = 0;

    private final PathParts given;

    /** Creates the path of a hidden copy. */
    DirectGuardedPath() {
        this(CONSTANT);
    }

    DirectGuardedPath(PathParts given) {
        this.given = given;
    }

    private static PathParts constant() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", PathParts.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private PathParts parts() {
        return CONSTANT == null ? given : CONSTANT;
    }

    @Override
    public long take(long byteSize) {
        PathParts parts = parts();
        QuickPlaces places = parts.places();
        Region region = parts.region();
        long size = places.sizeFor(byteSize + QMallocLayout.SMALLEST_TAIL);
        if (byteSize < Long.BYTES || size > places.largest()) {
            // Behind a smaller block the guard would lie where the list's link does.
            return 0;
        }
        long headAt = places.head(size);
        long head = region.getLong(headAt);
        long fragment = QuickPlaces.first(head);
        long block = fragment + places.prefix();
        if (fragment == 0 || !places.isPlausible(block, places.end()) || fragment > places.end() - size) {
            return 0;
        }
        long header = region.getLong(fragment);
        long markAt = places.mark(block);
        long marks = region.getLong(markAt);
        if (QuickPlaces.damage(fragment, header) != 0 || QuickPlaces.size(header) != size || QuickPlaces.isFree(header)
                || (marks & QuickPlaces.bit(block)) != 0) {
            return 0;
        }
        long requestedAt = parts.words() + QMallocLayout.REQUESTED;
        long requested = QMallocLayout.counted(region.getLong(requestedAt), byteSize);
        long after = QuickPlaces.without(head, region.getLong(block));
        guard(block, byteSize, fragment + size);
        parts.record().declareInOrder(Intent.of(Intent.TAKE, fragment, 0, requested));
        put(headAt, after);
        put(markAt, marks | QuickPlaces.bit(block));
        put(requestedAt, requested);
        return block;
    }

    /** Where nothing but a list's link lies; if the block is never taken, it was only free memory. */
    private void guard(long block, long byteSize, long end) {
        PathParts parts = parts();
        long at = headerOf(block);
        long tail = end - block - byteSize;
        parts.region().putLong(at, Header.of(parts.secret(), at, tail, parts.pid()));
        parts.guards().putFront(block);
        parts.guards().putShortTail(block, tail, end);
    }

    @Override
    public boolean keep(long block) {
        PathParts parts = parts();
        QuickPlaces places = parts.places();
        Region region = parts.region();
        long top = places.top(region);
        if (!places.isPlausible(block, top)) {
            return false;
        }
        long fragment = block - places.prefix();
        long header = region.getLong(fragment);
        long size = QuickPlaces.size(header);
        return !isFar(sealed(parts.words() + QMallocLayout.OLDEST), top)
                && (region.getLong(places.mark(block)) & QuickPlaces.bit(block)) != 0 && size <= places.largest()
                && size <= top - fragment && QuickPlaces.damage(fragment, header) == 0
                && !QuickPlaces.isFree(header) && damageAround(block, header, top) == 0
                && (size <= parts.capacity() / 2 ? exchange(block, size, top) : pass(block, size));
    }

    /** Keeps a block that is too large to wait for the next request of its size. {@return whether it could} */
    private boolean pass(long block, long size) {
        PathParts parts = parts();
        Region region = parts.region();
        long headAt = parts.places().head(size);
        long head = region.getLong(headAt);
        if (!parts.places().hasRoom(head, size)) {
            return false;
        }
        long fragment = block - parts.places().prefix();
        long byteSize = size - parts.places().prefix() - Header.tail(region.getLong(headerOf(block)));
        long requestedAt = parts.words() + QMallocLayout.REQUESTED;
        long requested = QMallocLayout.counted(region.getLong(requestedAt), -byteSize);
        long markAt = parts.places().mark(block);
        parts.record().declareInOrder(Intent.of(Intent.PASS, fragment, 0, requested));
        put(markAt, region.getLong(markAt) & ~QuickPlaces.bit(block));
        put(block, QuickPlaces.first(head));
        put(headAt, QuickPlaces.with(head, fragment));
        put(requestedAt, requested);
        return true;
    }

    /**
     * {@return 0 if a live block and both its neighbours are as they should be} Differences are added up and asked for once:
     * what lies beside a block is as good as random, and a processor that guesses wrongly loses more time than all of
     * this takes. What isn't plain, such as a long guard, counts as a difference.
     */
    private long damageAround(long block, long header, long top) {
        PathParts parts = parts();
        QuickPlaces places = parts.places();
        Region region = parts.region();
        long fragment = block - places.prefix();
        long next = fragment + QuickPlaces.size(header);
        long damage = damageOf(block, next);
        if (next < top) {
            long behind = next + places.prefix();
            long itsHeader = region.getLong(next);
            long end = next + QuickPlaces.size(itsHeader);
            if (QuickPlaces.damage(next, itsHeader) != 0 || end > top) {
                return 1;
            }
            long isLive = -(region.getLong(places.mark(behind)) >>> (behind >>> 4) & 1);
            damage |= isLive & damageOf(behind, end);
        }
        if (QuickPlaces.isPreviousFree(header) || fragment == places.start()) {
            return damage;
        }
        // The marks of two words cover all blocks of up to 1,024 bytes, wherever they lie.
        long mark = places.mark(fragment);
        long bits = region.getLong(mark) & QuickPlaces.bit(fragment) - 1;
        long bitsBefore = region.getLong(mark - Long.BYTES);
        mark = bits == 0 ? mark - Long.BYTES : mark;
        bits = bits == 0 ? bitsBefore : bits;
        long before = bits == 0 ? blockFarBefore(mark, fragment - Blocks.NEAR) : places.lastBlock(mark, bits);
        if (before < places.start() + places.prefix()) {
            return damage;
        }
        long start = before - places.prefix();
        long itsHeader = region.getLong(start);
        long gap = fragment - start - QuickPlaces.size(itsHeader);
        return damage | QuickPlaces.damage(start, itsHeader) | damageOf(before, fragment) & ~sign(-gap);
    }

    /** {@return 0 if a live block's header and guards are what they should be} @param block it @param end where its fragment ends */
    private long damageOf(long block, long end) {
        PathParts parts = parts();
        long at = headerOf(block);
        long header = parts().region().getLong(at);
        long tail = Header.tail(header);
        if (tail < QMallocLayout.SMALLEST_TAIL || tail > Guards.SHORT_TAIL) {
            return 1;
        }
        return Header.damage(parts.secret(), at, header) | Header.flags(header) | parts.guards().damageBefore(block)
                | sign(end - tail - block) | parts.guards().damageInShort(tail, end);
    }

    private long blockFarBefore(long from, long down) {
        QuickPlaces places = parts().places();
        long first = places.mark(Math.max(down, places.start()));
        for (long mark = from - Long.BYTES; mark >= first; mark -= Long.BYTES) {
            long bits = parts().region().getLong(mark);
            if (bits != 0) {
                return places.lastBlock(mark, bits);
            }
        }
        return 0;
    }

    private long headerOf(long block) {
        return block - parts().places().prefix() + QMallocLayout.HEADER;
    }

    /** {@return all bits set if a number is below 0, and none if not} @param number the number */
    private static long sign(long number) {
        return number >> Long.SIZE - 1;
    }

    /**
     * Lets others go, and the block wait behind all that are left. {@return whether it could} Longer than what the JIT
     * inlines: with all that it looked at before, it would give up half-way.
     */
    private boolean exchange(long block, long size, long top) {
        PathParts parts = parts();
        Region region = parts.region();
        long oldestAt = parts.words() + QMallocLayout.OLDEST;
        long newestAt = parts.words() + QMallocLayout.NEWEST;
        long sumsAt = parts.words() + QMallocLayout.QUARANTINED;
        long requestedAt = parts.words() + QMallocLayout.REQUESTED;
        long newest = sealed(newestAt);
        long sums = region.getLong(sumsAt);
        // One for one most of the time, which a processor foresees, though sizes vary.
        for (long most = parts.enough(); QMallocLayout.byteSize(sums) + size > most; most = parts.capacity()) {
            if (!release(newest, sums, top)) {
                return leaveToPlan();
            }
            sums = region.getLong(sumsAt);
        }
        boolean isFirst = sealed(oldestAt) == 0;
        if (isFirst != (QMallocLayout.number(sums) == 0) || !isFirst && !parts.places().isPlausible(newest, top)) {
            // If the number was overwritten, whoever was last when the list was emptied may be anybody's by now.
            return leaveToPlan();
        }
        long at = headerOf(block);
        long header = region.getLong(at);
        long fragment = block - parts.places().prefix();
        long byteSize = size - parts.places().prefix() - Header.tail(header);
        long now = sums + QMallocLayout.one(size);
        long requested = QMallocLayout.counted(region.getLong(requestedAt), -byteSize);
        long markAt = parts.places().mark(block);
        parts.record().declareInOrder(Intent.of(Intent.ADMIT, fragment, now, requested));
        put(markAt, region.getLong(markAt) & ~QuickPlaces.bit(block));
        seal(isFirst ? oldestAt : newest - Long.BYTES, block);
        seal(newestAt, block);
        put(sumsAt, now);
        put(requestedAt, requested);
        if (parts.durable()) {
            region.storeFence();
        }
        long last = fragment + size - Long.BYTES;
        region.fill(block, last - block, QMallocLayout.PATTERN_BYTE);
        region.putLong(last, parts.secret().seal(last, parts.pid()));
        put(at, Header.with(parts.secret(), at, header, Header.FREED));
        return true;
    }

    /**
     * Touches a block that is about to leave, so that its memory is fetched while others are looked at.
     *
     * @return whether it is none
     */
    private boolean isFar(long leaving, long top) {
        PathParts parts = parts();
        return leaving != 0 && (!parts.places().isPlausible(leaving, top)
                || parts.region().getLong(leaving) + parts.region().getLong(leaving - parts.places().prefix()) == NEVER);
    }

    /** No store of a plan's comes before the last one of a step. */
    private boolean leaveToPlan() {
        if (parts().durable()) {
            parts().region().storeFence();
        }
        return false;
    }

    /** Lets the block go that was freed first. {@return whether it could} Not if it isn't as it should be. */
    private boolean release(long newest, long sums, long top) {
        PathParts parts = parts();
        QuickPlaces places = parts.places();
        Region region = parts.region();
        long oldestAt = parts.words() + QMallocLayout.OLDEST;
        long block = sealed(oldestAt);
        if (!places.isPlausible(block, top)) {
            return false;
        }
        long fragment = block - places.prefix();
        long header = region.getLong(fragment);
        long size = QuickPlaces.size(header);
        if (size > places.largest() || size > top - fragment || QuickPlaces.damage(fragment, header) != 0
                || QuickPlaces.isFree(header) || (region.getLong(places.mark(block)) & QuickPlaces.bit(block)) != 0
                || !isFilled(block, fragment + size)) {
            return false;
        }
        long headAt = places.head(size);
        long head = region.getLong(headAt);
        long next = newest == block ? 0 : sealed(block - Long.BYTES);
        if (!places.hasRoom(head, size) || newest < 0 || next < 0) {
            return false;
        }
        long at = headerOf(block);
        region.putLong(at, Header.gone(parts.secret(), at, region.getLong(at)));
        long now = sums - QMallocLayout.one(size);
        parts.record().declareInOrder(Intent.of(Intent.RELEASE, fragment, now, 0));
        put(block, QuickPlaces.first(head));
        put(headAt, QuickPlaces.with(head, fragment));
        seal(oldestAt, next);
        put(parts.words() + QMallocLayout.QUARANTINED, now);
        return true;
    }

    /** {@return whether nothing was written to a block that waits, all of which is filled} */
    private boolean isFilled(long block, long end) {
        PathParts parts = parts();
        Region region = parts.region();
        long at = headerOf(block);
        long header = region.getLong(at);
        long last = end - Long.BYTES;
        return Header.damage(parts.secret(), at, header) == 0 && Header.flags(header) == Header.FREED
                && region.isFilled(block, last - block, QMallocLayout.PATTERN_BYTE)
                && parts.secret().isIntact(last, region.getLong(last));
    }

    /** {@return what a sealed word holds, or -1 if it isn't intact} */
    private long sealed(long at) {
        long word = parts().region().getLong(at);
        return parts().secret().isIntact(at, word) ? Secret.payload(word) : -1;
    }

    private void seal(long at, long payload) {
        put(at, parts().secret().seal(at, payload));
    }

    /** In a region that no other process shares order means nothing to anybody: the JIT may do as it likes. */
    private void put(long offset, long value) {
        if (parts().durable()) {
            parts().region().putLongRelease(offset, value);
        } else {
            parts().region().putLong(offset, value);
        }
    }
}
