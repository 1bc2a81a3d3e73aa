package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/**
 * Doubly linked lists of free fragments, one for each of the {@link SizeClasses}, with a bit for each list that isn't
 * empty, so that the next one is found in two steps.
 *
 * <pre>
 *  +-----------+---------------------+-----------------------+
 *  | level map | list map 0 .. L - 1 | head 0 .. 32 * L - 1  |
 *  +-----------+---------------------+-----------------------+
 *    bit l set: level l has a list that isn't empty
 *                bit i of list map l set: head 32 * l + i isn't 0
 * </pre>
 *
 * The links lie in the fragments, behind the tag; 0 ends a list. Changes are planned in the redo record. The lists hold
 * nothing that the fragments' headers don't say: they can be rebuilt.
 */
final class FreeLists {
    private static final int LEVEL_MAP = 0;
    private static final int LIST_MAPS = LEVEL_MAP + Long.BYTES;

    private final Region region;
    private final RedoRecord record;
    private final Fragments fragments;
    private final long base;
    private final int levels;
    private final long heads;
    private final long nextLink;
    private final long previousLink;

    /**
     * @param region    the region
     * @param record    where changes are planned
     * @param fragments what fragments look like
     * @param base      where the maps and heads lie
     * @param levels    how many levels there are
     */
    FreeLists(Region region, RedoRecord record, Fragments fragments, long base, int levels) {
        this.region = region;
        this.record = record;
        this.fragments = fragments;
        this.base = base;
        this.levels = levels;
        this.heads = base + LIST_MAPS + (long) levels * Long.BYTES;
        this.nextLink = fragments.prefix();
        this.previousLink = nextLink + Long.BYTES;
    }

    /** {@return how many bytes the maps and heads take} @param levels how many levels there are */
    static long byteSize(int levels) {
        return LIST_MAPS + (long) levels * Long.BYTES * (1 + SizeClasses.LISTS_PER_LEVEL);
    }

    /** Lays out empty lists. */
    void format() {
        region.fill(base, byteSize(levels), (byte) 0);
    }

    /** {@return the number of classes} */
    int classes() {
        return levels * SizeClasses.LISTS_PER_LEVEL;
    }

    /** {@return the first class from one on whose list isn't empty, or -1} @param from the class to start at */
    int nonEmpty(int from) {
        int level = from / SizeClasses.LISTS_PER_LEVEL;
        if (level >= levels) {
            return -1;
        }
        long lists = region.getLong(listMap(level)) & (-1L << (from % SizeClasses.LISTS_PER_LEVEL));
        if (lists == 0) {
            long above = level == 63 ? 0 : region.getLong(base + LEVEL_MAP) & (-1L << (level + 1));
            level = Long.numberOfTrailingZeros(above);
            if (level >= levels) {
                return -1;
            }
            lists = region.getLong(listMap(level));
        }
        int list = Long.numberOfTrailingZeros(lists);
        return list >= SizeClasses.LISTS_PER_LEVEL ? -1 : level * SizeClasses.LISTS_PER_LEVEL + list;
    }

    /** {@return the last class whose list isn't empty, or -1} */
    int lastNonEmpty() {
        int level = 63 - Long.numberOfLeadingZeros(region.getLong(base + LEVEL_MAP));
        if (level < 0 || level >= levels) {
            return -1;
        }
        int list = 63 - Long.numberOfLeadingZeros(region.getLong(listMap(level)));
        return list < 0 || list >= SizeClasses.LISTS_PER_LEVEL ? -1 : level * SizeClasses.LISTS_PER_LEVEL + list;
    }

    /** {@return whether the maps say that a class has fragments} @param index the class */
    boolean isMapped(int index) {
        int level = index / SizeClasses.LISTS_PER_LEVEL;
        boolean list = (region.getLong(listMap(level)) >>> (index % SizeClasses.LISTS_PER_LEVEL) & 1) != 0;
        boolean any = (region.getLong(base + LEVEL_MAP) >>> level & 1) != 0;
        return list && any;
    }

    /** {@return the first fragment of a class, or 0} @param index the class */
    long first(int index) {
        return record.get(head(index));
    }

    /** {@return the fragment after another one, or 0} @param fragment that one */
    long next(long fragment) {
        return record.get(fragment + nextLink);
    }

    /** {@return the first fragment of a class as it is in the region, for readers without the lock} @param index the class */
    long firstNow(int index) {
        return region.getLong(head(index));
    }

    /** {@return the fragment after another one as it is in the region, for readers without the lock} @param fragment it */
    long nextNow(long fragment) {
        return region.getLong(fragment + nextLink);
    }

    /** {@return the fragment before another one, or 0} @param fragment that one */
    long previous(long fragment) {
        return record.get(fragment + previousLink);
    }

    /** Plans to put a fragment at the head of its list. @param fragment where it starts @param size its size */
    void insert(long fragment, long size) {
        int index = SizeClasses.classOf(size);
        long head = head(index);
        long first = record.get(head);
        record.put(fragment + nextLink, first);
        record.put(fragment + previousLink, 0);
        record.put(head, fragment);
        if (first != 0) {
            checkPlausible(first, index);
            record.put(first + previousLink, fragment);
        } else {
            map(index, true);
        }
    }

    /** Plans to take a fragment out of its list. @param fragment where it starts @param size its size */
    void remove(long fragment, long size) {
        int index = SizeClasses.classOf(size);
        long next = next(fragment);
        long previous = previous(fragment);
        if (next != 0) {
            checkPlausible(next, index);
            checkLink(previous(next), fragment, index);
            record.put(next + previousLink, previous);
        }
        if (previous != 0) {
            checkPlausible(previous, index);
            checkLink(next(previous), fragment, index);
            record.put(previous + nextLink, next);
        } else {
            long head = head(index);
            checkLink(record.get(head), fragment, index);
            record.put(head, next);
            if (next == 0) {
                map(index, false);
            }
        }
    }

    private void map(int index, boolean filled) {
        int level = index / SizeClasses.LISTS_PER_LEVEL;
        long bit = 1L << (index % SizeClasses.LISTS_PER_LEVEL);
        long map = listMap(level);
        long before = record.get(map);
        long after = filled ? before | bit : before & ~bit;
        record.put(map, after);
        if (before == 0 || after == 0) {
            long levelMap = record.get(base + LEVEL_MAP);
            record.put(base + LEVEL_MAP, after != 0 ? levelMap | 1L << level : levelMap & ~(1L << level));
        }
    }

    private void checkPlausible(long fragment, int index) {
        if (!fragments.isPlausible(fragment, region.byteSize())) {
            throw corrupt(fragment, index);
        }
    }

    private void checkLink(long link, long fragment, int index) {
        if (link != fragment) {
            throw corrupt(fragment, index);
        }
    }

    private HeapCorruptionException corrupt(long fragment, int index) {
        return new HeapCorruptionException("free list broken: fragment=" + fragment + " pool=" + region.name()
                + " sizesFrom=" + SizeClasses.smallestOf(index)
                + "; something wrote to memory after it was freed, or outside its own block", fragment);
    }

    private long head(int index) {
        return heads + (long) index * Long.BYTES;
    }

    private long listMap(int level) {
        return base + LIST_MAPS + (long) level * Long.BYTES;
    }
}
