package org.malloc4j.spi.support;

import java.util.Objects;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * The common case of allocate and free, written out store by store. All else goes by a plan in the {@link RedoRecord},
 * which costs five stores where this costs one.
 *
 * <p>Instead of a plan one word says what is about to happen, before the first store: the record's intent. To do it
 * again is harmless at any point, because what was done shows:
 *
 * <pre>
 *   take:  head := next fragment;  mark := 1              done unless head still names the fragment
 *   keep:  link := head;  head := fragment;  mark := 0    done if head names the fragment
 * </pre>
 *
 * The intent of a complete operation stays, and means nothing: repeating it changes nothing as long as nothing else has
 * changed, and a plan forgets it before it is published.
 *
 * <pre>
 *    47                              8 7           1   0
 *   +---------------------------------+-------------+------+
 *   |  fragment / 8                   |  size / 16  | keep |
 *   +---------------------------------+-------------+------+
 * </pre>
 *
 * <p>In a region that no other process shares order means nothing to anybody, and stores are plain. That is written out
 * twice, for a call more would be one too deep for the JIT.
 *
 * <p>A record, because the JIT trusts a record's fields: they are constants wherever the record is one.
 *
 * @param region   the region
 * @param record   where the intent is declared
 * @param intentAt where that is, if somebody else must find it
 * @param quick    the lists
 * @param marks    the marks of live blocks
 * @param durable  whether somebody else must find everything in order after a death
 * @param prefix   how far into a fragment its block starts
 * @param smallest the size of the smallest fragment
 * @param most     the most bytes that can be asked for
 * @param start    where the first fragment starts
 * @param end      where the last one can end
 */
record DirectQuickPath(Region region, RedoRecord record, long intentAt, QuickLists quick, StartMarks marks,
                       boolean durable, long prefix, long smallest, long most, long start, long end)
        implements QuickPath {
    private static final long KEEP = 1;
    private static final int SIZE_SHIFT = 3;
    private static final long SIZE_MASK = 0x7F0;
    private static final int FRAGMENT_SHIFT = 5;
    private static final long FRAGMENT_MASK = -Long.BYTES;

    /**
     * {@return the quick path of a heap}
     *
     * @param fragments what fragments look like
     * @param quick     the lists
     * @param marks     the marks of live blocks
     * @param end       where the last fragment can end
     */
    static DirectQuickPath of(Fragments fragments, QuickLists quick, StartMarks marks, long end) {
        Region region = quick.region();
        long most = fragments.smallest() > quick.largest() ? Long.MIN_VALUE : quick.largest() - fragments.prefix();
        return new DirectQuickPath(region, quick.record(), quick.record().intentAt(), quick, marks,
                region.sharing() == Sharing.SHARED, fragments.prefix(), fragments.smallest(), most, fragments.start(), end);
    }

    @Override
    public long take(long byteSize) {
        if (byteSize > most) {
            return 0;
        }
        long size = Fragments.sizeFor(byteSize, prefix, smallest);
        long headOffset = quick.head(size);
        long head = region.getLong(headOffset);
        if (QuickLists.firstIn(head) == 0) {
            return 0;
        }
        if (!isPlausible(QuickLists.firstIn(head))) {
            throw quick.corrupt(QuickLists.firstIn(head));
        }
        long fragment = bounded(QuickLists.firstIn(head));
        long block = fragment + prefix;
        long header = region.getLong(fragment);
        long wordOffset = marks.word(block);
        long word = region.getLong(wordOffset);
        long bit = StartMarks.bit(block);
        if (!Seal.isIntact(fragment, header) || Fragments.size(header) != size || Fragments.isFree(header)
                || (word & bit) != 0 || fragment > end - size) {
            throw quick.corrupt(fragment);
        }
        long after = QuickLists.without(head, region.getLong(block));
        if (durable) {
            region.putLong(intentAt, sealedTake(fragment, size));
            region.putLongRelease(headOffset, after);
            region.putLongRelease(wordOffset, word | bit);
        } else {
            record.declareToOwnThreads(intent(fragment, size));
            region.putLong(headOffset, after);
            region.putLong(wordOffset, word | bit);
        }
        return block;
    }

    @Override
    public boolean keep(long number, long reachable) {
        if (!isPlausible(number - prefix) || number >= reachable) {
            return false;
        }
        long fragment = bounded(number - prefix);
        long block = fragment + prefix;
        long wordOffset = marks.word(block);
        long word = region.getLong(wordOffset);
        long bit = StartMarks.bit(block);
        long header = region.getLong(fragment);
        long size = Fragments.size(header);
        if ((word & bit) == 0 || size > quick.largest() || !Seal.isIntact(fragment, header) || Fragments.isFree(header)) {
            return false;
        }
        long headOffset = quick.head(size);
        long head = region.getLong(headOffset);
        if ((QuickLists.lengthIn(head) + 1) * size > quick.mostPerClass()) {
            return false;
        }
        if (durable) {
            region.putLong(intentAt, sealedKeep(fragment, size));
            region.putLongRelease(block, QuickLists.firstIn(head));
            region.putLongRelease(headOffset, QuickLists.with(head, fragment));
            region.putLongRelease(wordOffset, word & ~bit);
        } else {
            record.declareToOwnThreads(intent(fragment, size) | KEEP);
            region.putLong(block, QuickLists.firstIn(head));
            region.putLong(headOffset, QuickLists.with(head, fragment));
            region.putLong(wordOffset, word & ~bit);
        }
        return true;
    }

    /** {@return whether a fragment can start somewhere} Nothing is said of its size. */
    private boolean isPlausible(long fragment) {
        return (fragment + prefix & Fragments.ALIGNMENT - 1) == 0
                && Long.compareUnsigned(fragment - start, end - smallest - start + 1) < 0;
    }

    /**
     * {@return the same number} Checked as the JDK checks an index: from here on the JIT knows that the fragment, its block
     * and its mark lie in the region, and so doesn't ask again at each access.
     *
     * @param fragment where a fragment can start
     */
    private long bounded(long fragment) {
        return Objects.checkIndex(fragment - start, end - smallest - start + 1) + start;
    }

    /** Completes the operation that somebody died in. */
    @Override
    public void recover() {
        long intent = record.declared();
        if (intent != 0) {
            long fragment = intent >>> FRAGMENT_SHIFT & FRAGMENT_MASK;
            long size = intent << SIZE_SHIFT & SIZE_MASK;
            long block = fragment + prefix;
            if ((block & Fragments.ALIGNMENT - 1) != 0 || fragment < start || size > quick.largest() || fragment > end - size) {
                throw new HeapCorruptionException("intent overwritten: pool=" + region.name() + " fragment=" + fragment
                        + " size=" + size + "; a process died in the allocator and what it was doing can't be completed");
            }
            repeat((intent & KEEP) != 0, fragment, size);
            record.forgetIntent();
        }
    }

    private void repeat(boolean keep, long fragment, long size) {
        long headOffset = quick.head(size);
        long head = region.getLong(headOffset);
        boolean isFirst = QuickLists.firstIn(head) == fragment;
        long block = fragment + prefix;
        long wordOffset = marks.word(block);
        long word = region.getLong(wordOffset);
        if (keep) {
            if (!isFirst) {
                put(block, QuickLists.firstIn(head));
                put(headOffset, QuickLists.with(head, fragment));
            }
            put(wordOffset, word & ~StartMarks.bit(block));
        } else {
            if (isFirst) {
                put(headOffset, QuickLists.without(head, region.getLong(block)));
            }
            put(wordOffset, word | StartMarks.bit(block));
        }
    }

    // What is said is made apart and stored in the path itself: the JIT looks only so deep, and takes no method of more than
    // 325 bytes with it.

    private long sealedTake(long fragment, long size) {
        return Seal.seal(intentAt, intent(fragment, size));
    }

    private long sealedKeep(long fragment, long size) {
        return Seal.seal(intentAt, intent(fragment, size) | KEEP);
    }

    private void put(long offset, long value) {
        if (durable) {
            region.putLongRelease(offset, value);
        } else {
            region.putLong(offset, value);
        }
    }

    private static long intent(long fragment, long size) {
        return fragment << FRAGMENT_SHIFT | (size & SIZE_MASK) >>> SIZE_SHIFT;
    }
}
