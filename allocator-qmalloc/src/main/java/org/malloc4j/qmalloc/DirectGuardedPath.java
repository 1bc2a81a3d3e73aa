package org.malloc4j.qmalloc;

import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.support.QuickPlaces;
import org.malloc4j.spi.support.RedoRecord;

/**
 * The common path, written out store by store, in steps each of which is declared in one word before its first store:
 * {@link Intent} says how. A free is a step for each block that leaves the quarantine, and one in which the block
 * itself goes there; only then its contents are destroyed.
 *
 * <p>A record, because the JIT trusts a record's fields: they are constants wherever the record is one.
 *
 * @param region       the region
 * @param record       where intents are declared
 * @param places       where the heap keeps its tables
 * @param secret       the pool's
 * @param guards       the pool's
 * @param surroundings looks at blocks
 * @param words        where the heap's extension lies
 * @param capacity     how many bytes of fragments may wait
 * @param pid          who this is, as headers hold it
 * @param durable      whether somebody else must find everything in order after a death
 */
record DirectGuardedPath(Region region, RedoRecord record, QuickPlaces places, Secret secret, Guards guards,
                         Surroundings surroundings, long words, long capacity, long pid, boolean durable)
        implements GuardedPath {

    static DirectGuardedPath of(Region region, RedoRecord record, QuickPlaces places, Secret secret, long capacity,
                                long pid) {
        Guards guards = new Guards(region, secret);
        return new DirectGuardedPath(region, record, places, secret, guards,
                new Surroundings(region, places, secret, guards), QMallocHeap.words(), capacity, pid,
                region.sharing() == Sharing.SHARED);
    }

    @Override
    public long take(long byteSize) {
        long size = places.sizeFor(byteSize + QMallocLayout.SMALLEST_TAIL);
        if (byteSize < Long.BYTES || size > places.largest()) {
            // Of the smallest ones the guard lies where the list's link does.
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
        long after = QuickPlaces.without(head, region.getLong(block));
        long requested = QMallocLayout.counted(region.getLong(words + QMallocLayout.REQUESTED), byteSize);
        guard(block, byteSize, fragment + size);
        record.declareInOrder(Intent.of(Intent.TAKE, fragment, 0, requested));
        put(headAt, after);
        put(markAt, marks | QuickPlaces.bit(block));
        put(words + QMallocLayout.REQUESTED, requested);
        return block;
    }

    /** Where nothing but a list's link lies; if the block is never taken, it was only free memory. */
    private void guard(long block, long byteSize, long end) {
        long from = block + byteSize;
        long header = surroundings.headerOf(block);
        region.putLong(header, Header.of(secret, header, end - from, pid));
        guards.putFront(block);
        guards.putShortTail(block, end - from, end);
    }

    @Override
    public boolean keep(long block) {
        long top = places.top(region);
        if (!places.isPlausible(block, top)) {
            return false;
        }
        long fragment = block - places.prefix();
        long header = region.getLong(fragment);
        long size = QuickPlaces.size(header);
        if ((region.getLong(places.mark(block)) & QuickPlaces.bit(block)) == 0 || size > places.largest()
                || size > capacity / 2 || size > top - fragment || QuickPlaces.damage(fragment, header) != 0
                || QuickPlaces.isFree(header) || surroundings.damage(block, header, top) != 0) {
            return false;
        }
        long newest = sealed(words + QMallocLayout.NEWEST);
        long sums = region.getLong(words + QMallocLayout.QUARANTINED);
        while (QMallocLayout.byteSize(sums) + size > capacity) {
            if (!release(newest, sums, top)) {
                return leaveToPlan();
            }
            sums = region.getLong(words + QMallocLayout.QUARANTINED);
        }
        boolean isEmpty = QMallocLayout.number(sums) == 0;
        if (!isEmpty && !places.isPlausible(newest, top)) {
            return leaveToPlan();
        }
        admit(block, size, sums, isEmpty ? words + QMallocLayout.OLDEST : newest - Long.BYTES);
        fill(block, fragment + size);
        return true;
    }

    /** No store of a plan's comes before the last one of a step. */
    private boolean leaveToPlan() {
        if (durable) {
            region.storeFence();
        }
        return false;
    }

    /** Lets the block go that was freed first. {@return whether it could} Not if it isn't as it should be. */
    private boolean release(long newest, long sums, long top) {
        long block = sealed(words + QMallocLayout.OLDEST);
        if (!places.isPlausible(block, top)) {
            return false;
        }
        long fragment = block - places.prefix();
        long header = region.getLong(fragment);
        long size = QuickPlaces.size(header);
        if (size > places.largest() || size > top - fragment || QuickPlaces.damage(fragment, header) != 0
                || QuickPlaces.isFree(header)
                || (region.getLong(places.mark(block)) & QuickPlaces.bit(block)) != 0 || !isFilled(block, fragment + size)) {
            return false;
        }
        long headAt = places.head(size);
        long head = region.getLong(headAt);
        long next = newest == block ? 0 : sealed(block - Long.BYTES);
        if (!places.hasRoom(head, size) || newest < 0 || next < 0) {
            return false;
        }
        long at = surroundings.headerOf(block);
        region.putLong(at, Header.gone(secret, at, region.getLong(at)));
        long now = sums - QMallocLayout.one(size);
        record.declareInOrder(Intent.of(Intent.RELEASE, fragment, now, 0));
        put(block, QuickPlaces.first(head));
        put(headAt, QuickPlaces.with(head, fragment));
        seal(words + QMallocLayout.OLDEST, next);
        put(words + QMallocLayout.QUARANTINED, now);
        return true;
    }

    /** {@return whether nothing was written to a block that waits, all of which is filled} */
    private boolean isFilled(long block, long end) {
        long at = surroundings.headerOf(block);
        long header = region.getLong(at);
        long last = end - Long.BYTES;
        return Header.damage(secret, at, header) == 0 && Header.flags(header) == Header.FREED
                && region.isFilled(block, last - block, QMallocLayout.PATTERN_BYTE)
                && secret.isIntact(last, region.getLong(last));
    }

    /** Lets a block wait behind all others. @param link names it then */
    private void admit(long block, long size, long sums, long link) {
        long now = sums + QMallocLayout.one(size);
        long byteSize = size - places.prefix() - Header.tail(region.getLong(surroundings.headerOf(block)));
        long requested = QMallocLayout.counted(region.getLong(words + QMallocLayout.REQUESTED), -byteSize);
        long markAt = places.mark(block);
        record.declareInOrder(Intent.of(Intent.ADMIT, block - places.prefix(), now, requested));
        put(markAt, region.getLong(markAt) & ~QuickPlaces.bit(block));
        seal(link, block);
        seal(words + QMallocLayout.NEWEST, block);
        put(words + QMallocLayout.QUARANTINED, now);
        put(words + QMallocLayout.REQUESTED, requested);
    }

    private void fill(long block, long end) {
        if (durable) {
            region.storeFence();
        }
        long last = end - Long.BYTES;
        region.fill(block, last - block, QMallocLayout.PATTERN_BYTE);
        region.putLong(last, secret.seal(last, pid));
        long at = surroundings.headerOf(block);
        put(at, Header.with(secret, at, region.getLong(at), Header.FREED));
    }

    /** {@return what a sealed word holds, or -1 if it isn't intact} */
    private long sealed(long at) {
        long word = region.getLong(at);
        return secret.isIntact(at, word) ? Secret.payload(word) : -1;
    }

    private void seal(long at, long payload) {
        put(at, secret.seal(at, payload));
    }

    /** In a region that no other process shares order means nothing to anybody: the JIT may do as it likes. */
    private void put(long offset, long value) {
        if (durable) {
            region.putLongRelease(offset, value);
        } else {
            region.putLong(offset, value);
        }
    }
}
