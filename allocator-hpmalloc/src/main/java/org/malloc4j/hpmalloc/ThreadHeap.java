package org.malloc4j.hpmalloc;

import static org.malloc4j.hpmalloc.HpMallocLayout.PAIR;
import static org.malloc4j.hpmalloc.HpMallocLayout.REMOTE;

import java.util.Arrays;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.BiasedLock;

/**
 * One heap as its process sees it: the spans of one row of the table, and for each class the word to allocate from. It
 * belongs to a platform thread, or is shared by those who seize it.
 *
 * <p>What is kept here are hints. Whoever enters after a section that was torn by an exception rebuilds them from the
 * region.
 */
final class ThreadHeap extends BiasedLock {
    private static final int FLAGS_LOOKED_AT = 32;
    private static final int STARVED_FOR = 64;

    final int row;
    final int tag;
    final boolean isShared;
    /** Whose it is; null: nobody's, or shared. Changed while the lock is seized. */
    Thread thread;

    private final Heaps heaps;
    private final Region region;
    private final CommonHeap common;
    private final Spans spans;
    private final HpMallocSizes sizes;
    private final int spareLimit;
    /** For each size, in units of 16 bytes and tag included, where to allocate. */
    final Cursor[] bySize;
    private final Cursor[] cursors;
    private final OwnSpan[] table;
    private final SpanLists all;
    private final SpanLists available;
    private final int[] looked;
    /** For each class, up to which abandonment there was nothing for it. */
    private final long[] seen;
    private final int[] spare;
    private int spares;
    private int starved;
    private int turn;
    /** The slot that was picked last. */
    private long pickedAt;
    private long pickedBit;

    ThreadHeap(int row, Heaps heaps, boolean isShared) {
        this.row = row;
        this.isShared = isShared;
        this.heaps = heaps;
        this.tag = row + 1;
        this.common = heaps.common();
        this.spans = common.spans();
        this.region = spans.region();
        this.sizes = spans.sizes();
        this.spareLimit = heaps.settings().spareSpans();
        this.cursors = new Cursor[sizes.classes];
        Arrays.setAll(cursors, c -> new Cursor(c, sizes, spans.fullWord()));
        this.bySize = new Cursor[sizes.classOf.length];
        Arrays.setAll(bySize, units -> cursors[sizes.classOf[units]]);
        this.table = heaps.table();
        this.all = SpanLists.ofAll(sizes.classes);
        this.available = SpanLists.ofAvailable(sizes);
        this.looked = new int[sizes.classes];
        this.seen = new long[sizes.classes];
        this.spare = new int[spareLimit + 1];
    }

    /** {@return a block, or 0} Called with the lock held. @param c its class */
    long allocateHeld(int c) {
        long block = pick(c);
        if (block != 0) {
            region.putLongRelease(pickedAt, region.getLong(pickedAt) | pickedBit);
        }
        return block;
    }

    /** {@return a free slot's block, which isn't allocated yet, or 0} */
    private long pick(int c) {
        Cursor cursor = cursors[c];
        long free = free(cursor.at);
        if (free == 0) {
            if (!refill(c)) {
                return 0;
            }
            free = free(cursor.at);
        }
        int slot = Long.numberOfTrailingZeros(free);
        pickedAt = cursor.at;
        pickedBit = 1L << slot;
        return cursor.base + slot * cursor.stride;
    }

    /** {@return the slots of a word that may be taken} @param at where the live word lies */
    private long free(long at) {
        return ~(region.getLong(at) | region.getLong(at + REMOTE));
    }

    /** Allocates and stores the block in a word. {@return the block, or 0} Called with the lock held. */
    long allocateInto(long wordOffset, int c) {
        long block = pick(c);
        if (block != 0) {
            checkElsewhere(wordOffset, block, c);
            spans.rows().intend(row, Intents.ALLOCATE, block, wordOffset);
            region.putLongRelease(pickedAt, region.getLong(pickedAt) | pickedBit);
            region.putLongRelease(wordOffset, block);
            spans.rows().done(row);
        }
        return block;
    }

    /** Frees a block and clears the word that names it. {@return whether it was live} Called with the lock held. */
    boolean freeFrom(long wordOffset, long block, int span) {
        long header = spans.header(span);
        int c = Spans.classOf(header);
        int slot = spans.hasSlots(header) ? spans.slot(block, span, c) : -1;
        if (slot < 0 || !spans.isLive(span, c, slot)) {
            return false;
        }
        checkElsewhere(wordOffset, block, c);
        if (Spans.tag(header) == tag) {
            freeOwnFrom(wordOffset, block, span, c, slot);
            return true;
        }
        spans.rows().intend(row, Intents.FREE_REMOTELY, block, wordOffset);
        region.putLongRelease(wordOffset, 0);
        boolean done = spans.freeRemotely(span, c, slot);
        spans.rows().done(row);
        return done;
    }

    private void freeOwnFrom(long wordOffset, long block, int span, int c, int slot) {
        long at = spans.bitmaps(span, c) + (long) (slot >>> 6) * PAIR;
        spans.rows().intend(row, Intents.FREE, block, wordOffset);
        region.putLongRelease(wordOffset, 0);
        region.putLongRelease(at, region.getLong(at) & ~(1L << slot));
        spans.rows().done(row);
        // Not before: the span may go to somebody else.
        wordEmptied(table[span]);
    }

    private void checkElsewhere(long wordOffset, long block, int c) {
        long start = block - sizes.tag();
        if (wordOffset > start - Long.BYTES && wordOffset < block + sizes.usable(c)) {
            throw new IllegalArgumentException("word not in another live block: wordOffset=" + wordOffset + " block="
                    + block + " pool=" + region.name() + "; it would be lost with the block that it names");
        }
    }

    /** Enters as the owner, and repairs what was torn. */
    void enterWhole() {
        if (enter()) {
            rebuild();
        }
    }

    /** Leaves as the owner. */
    void leaveWhole() {
        leave();
    }

    /** {@return whether the lock is now this thread's} For a heap that nobody owns, or whose owner is dead. */
    boolean seize() {
        return trySeize();
    }

    /** {@return whether the owner is outside} Asked after {@link #seize} and the barrier. */
    boolean isLeft() {
        return awaitOutside(thread);
    }

    /** Repairs what was torn. Called with the lock seized. */
    void mend() {
        if (isTorn()) {
            rebuild();
            mended();
        }
    }

    void giveBack() {
        release();
    }

    /** Makes sure that {@link #pick} finds a slot. {@return whether there is one} */
    private boolean refill(int c) {
        while (available.size(c) > 0) {
            // In turn, because others freed longer in one that waited longer.
            turn = turn + 1 & Integer.MAX_VALUE;
            OwnSpan span = available.get(c, turn % available.size(c));
            if (point(span)) {
                return true;
            }
            available.remove(c, span);
        }
        if (findFlagged(c) || reclaim(c)) {
            return true;
        }
        int span = spares > 0 ? spare[--spares] : acquire();
        if (span < 0) {
            return false;
        }
        spans.lay(span, c, tag);
        return point(add(span, c));
    }

    private int acquire() {
        if (starved > 0) {
            starved--;
            return -1;
        }
        int span = common.acquire(tag);
        if (span < 0) {
            starved = STARVED_FOR;
        }
        return span;
    }

    private OwnSpan add(int span, int c) {
        OwnSpan own = table[span];
        if (own == null) {
            own = new OwnSpan(span);
            table[span] = own;
        }
        own.become(this, cursors[c], spans);
        all.add(c, own);
        available.add(c, own);
        return own;
    }

    /** Takes spans of a class that belong to nobody. {@return whether there is a free slot now} */
    private boolean reclaim(int c) {
        for (int span; (span = heaps.abandoned().take(c, tag, seen)) >= 0;) {
            OwnSpan own = add(span, c);
            if (point(own)) {
                return true;
            }
            available.remove(c, own);
        }
        return false;
    }

    /** {@return a number that changes while the heap is used} Called by anybody. */
    long fingerprint() {
        long sum = 0;
        for (Cursor cursor : cursors) {
            sum = (sum * 31 + cursor.at) * 31 + cursor.base;
        }
        return sum;
    }

    /** Looks at some spans, in turn, for one in which others have freed. */
    private boolean findFlagged(int c) {
        int size = all.size(c);
        for (int i = Math.min(FLAGS_LOOKED_AT, size); i > 0; i--) {
            looked[c] = looked[c] + 1 >= size ? 0 : looked[c] + 1;
            OwnSpan span = all.get(c, looked[c]);
            if (spans.isFlagged(span.span) && point(span)) {
                if (!available.holds(span)) {
                    available.add(c, span);
                }
                return true;
            }
        }
        return false;
    }

    /** Goes to a word of a span with a free slot. {@return whether there is one} */
    private boolean point(OwnSpan span) {
        if (findFree(span)) {
            return true;
        }
        if (!spans.isFlagged(span.span)) {
            return false;
        }
        spans.fold(span.span, span.cursor.c);
        return findFree(span);
    }

    private boolean findFree(OwnSpan span) {
        Cursor cursor = span.cursor;
        long at = span.bitmaps;
        for (int slot = 0; slot < span.slots; slot += Long.SIZE, at += PAIR) {
            if (free(at) != 0) {
                cursor.at = at;
                cursor.base = span.first + slot * cursor.stride;
                return true;
            }
        }
        return false;
    }

    /**
     * Notes that a span has a free slot again. Without live slots it becomes spare, unless it is the only one of its class to
     * allocate from. Called with the lock held.
     */
    void wordEmptied(OwnSpan span) {
        int c = span.cursor.c;
        if (!available.holds(span)) {
            available.add(c, span);
        }
        if (available.size(c) > 1 && spans.isEmpty(span.span, c)) {
            retire(span, c);
        }
    }

    private void retire(OwnSpan span, int c) {
        all.remove(c, span);
        available.remove(c, span);
        span.cursor.at = spans.fullWord();
        span.heap = null;
        spans.setHeader(span.span, HpMallocLayout.SPARE, tag);
        spare[spares++] = span.span;
        if (spares > spareLimit) {
            giveBackSpares(spareLimit / 2);
        }
    }

    private void giveBackSpares(int kept) {
        while (spares > kept) {
            common.giveBack(spare[spares - 1]);
            spares--;
            starved = 0;
        }
    }

    /** Folds everything, and gives back every span without live slots. Called with the lock held. */
    void tidy() {
        for (int c = 0; c < sizes.classes; c++) {
            for (int i = all.size(c) - 1; i >= 0; i--) {
                OwnSpan span = all.get(c, i);
                spans.fold(span.span, c);
                if (spans.isEmpty(span.span, c)) {
                    retire(span, c);
                } else if (!available.holds(span)) {
                    available.add(c, span);
                }
            }
        }
        giveBackSpares(0);
        starved = 0;
    }

    /** Finishes or undoes what this row was in the middle of, and learns from the region what it has. */
    void rebuild() {
        common.settle();
        spans.intents().recover(row);
        forgetAll();
        all.clear();
        available.clear();
        spares = 0;
        starved = 0;
        for (int span = spans.used() - 1; span >= 0; span--) {
            long header = spans.header(span);
            if (Spans.tag(header) == tag) {
                take(span, header);
            }
        }
    }

    private void take(int span, long header) {
        int c = Spans.classOf(header);
        if (spans.hasSlots(header)) {
            forget(table[span]);
            add(span, c);
            spans.fold(span, c);
        } else if (spares < spareLimit) {
            spare[spares++] = span;
        } else {
            common.giveBack(span);
        }
    }

    /** Forgets every span: others may have them. Called with the lock seized. */
    void forgetAll() {
        for (Cursor cursor : cursors) {
            cursor.at = spans.fullWord();
        }
        for (OwnSpan span : table) {
            if (span != null && span.heap == this) {
                forget(span);
            }
        }
    }

    /** Forgets whose a span is, and where it was in whose list. */
    private static void forget(OwnSpan span) {
        if (span != null) {
            span.heap = null;
            span.place = 0;
            span.availablePlace = 0;
            span.watched = 0;
        }
    }
}
