package org.malloc4j.hpmalloc;

import static org.malloc4j.hpmalloc.HpMallocLayout.BITMAPS;
import static org.malloc4j.hpmalloc.HpMallocLayout.BITMAPS_AT;
import static org.malloc4j.hpmalloc.HpMallocLayout.CLASS_SHIFT;
import static org.malloc4j.hpmalloc.HpMallocLayout.PAIR;
import static org.malloc4j.hpmalloc.HpMallocLayout.REMOTE;

import org.malloc4j.spi.Region;

/**
 * The spans of a region as its words show them: whose they are, what sizes their slots have, and which slots are live.
 *
 * <p>A slot is live if its live bit is set and its remote bit isn't. Live bits are stored by the span's owner alone;
 * remote bits are set, in one compare-and-set, by whoever frees a block of somebody else's span, and cleared by the owner
 * when it folds them into the live bits.
 */
class Spans {
    private final Region region;
    private final HpMallocLayout layout;
    private final HpMallocSizes sizes;
    private final Rows rows;
    private final Intents intents;
    private final long tables;
    private final long records;
    private final SpanBytes flags;
    private final SpanBytes hints;
    private final int spanShift;
    private final int recordShift;
    private final int spans;

    Spans(Region region, HpMallocLayout layout, long tag, long tables) {
        this.region = region;
        this.layout = layout;
        this.sizes = HpMallocSizes.of(1L << layout.spanShift, tag, layout.pairs);
        this.rows = new Rows(region, layout.rows, tables);
        this.intents = new Intents(region, rows, this);
        this.tables = tables;
        this.records = layout.records(tables);
        this.flags = new SpanBytes(region, layout.flags(tables));
        this.hints = new SpanBytes(region, layout.hints(tables));
        this.spanShift = layout.spanShift;
        this.recordShift = layout.recordShift;
        this.spans = layout.spans;
    }

    /** Lays out the tables of a region without spans. */
    void format() {
        region.fill(tables, layout.byteSize(), (byte) 0);
        region.putLong(tables + HpMallocLayout.FULL, -1);
        region.putLong(tables + HpMallocLayout.MAGIC, HpMallocLayout.MAGIC_VALUE);
    }

    boolean isFormatted() {
        return region.getLong(tables + HpMallocLayout.MAGIC) == HpMallocLayout.MAGIC_VALUE
                && region.getLong(tables + HpMallocLayout.FULL) == -1;
    }

    final Region region() {
        return region;
    }

    final HpMallocSizes sizes() {
        return sizes;
    }

    final Rows rows() {
        return rows;
    }

    final Intents intents() {
        return intents;
    }

    final long tables() {
        return tables;
    }

    /** {@return which spans others freed in, and nobody took note} */
    final SpanBytes flags() {
        return flags;
    }

    /** {@return the classes, plus one, of abandoned spans; hints} */
    final SpanBytes hints() {
        return hints;
    }

    final long spanByteSize() {
        return 1L << spanShift;
    }

    final int spanShift() {
        return spanShift;
    }

    final int recordShift() {
        return recordShift;
    }

    /** {@return how many spans the region has room for} */
    final int capacity() {
        return spans;
    }

    /** {@return above which span there never was one} */
    final int used() {
        return (int) region.getLongAcquire(tables + HpMallocLayout.SPANS_USED);
    }

    /** {@return a word like a live word without free slots} */
    final long fullWord() {
        return tables + HpMallocLayout.FULL;
    }

    /** {@return the span that a number would lie in, or a negative number} @param block any number */
    final int spanOf(long block) {
        long span = block >>> spanShift;
        return span < spans ? (int) span : -1;
    }

    final long base(int span) {
        return (long) span << spanShift;
    }

    final long record(int span) {
        return records + ((long) span << recordShift);
    }

    static long header(int classPlusOne, int tag) {
        return (long) classPlusOne << CLASS_SHIFT | tag;
    }

    /** {@return whose a span is, nobody's if it is abandoned, and what its slots' size is; 0 if there is no span} */
    final long header(int span) {
        return region.getLongAcquire(record(span));
    }

    static int tag(long header) {
        return (int) header & HpMallocLayout.ROW_MASK;
    }

    /** {@return the class of a span's slots; out of range if it is spare} */
    static int classOf(long header) {
        return (int) (header >>> CLASS_SHIFT & 0xFF) - 1;
    }

    final boolean hasSlots(long header) {
        int c = classOf(header);
        return header != 0 && c >= 0 && c < sizes.classes;
    }

    /** {@return whether a number is where a span starts, which is no block} */
    final boolean isSpan(long block) {
        int span = spanOf(block);
        return span >= 0 && header(span) != 0;
    }

    final long bitmaps(int span, int c) {
        return sizes.inSpan[c] ? base(span) + HpMallocSizes.LINKS : record(span) + BITMAPS;
    }

    final long firstBlock(int span, int c) {
        return base(span) + sizes.first[c];
    }

    /** Makes a span of the caller's into one with slots of a class, none of them live. */
    final void lay(int span, int c, int tag) {
        long at = bitmaps(span, c);
        int words = HpMallocSizes.words(sizes.slots[c]);
        for (int i = 0; i < words; i++) {
            region.putLong(at + (long) i * PAIR, i == words - 1 ? sizes.padding[c] : 0);
            region.putLong(at + (long) i * PAIR + REMOTE, 0);
        }
        region.putLong(record(span) + BITMAPS_AT, at);
        region.putLongRelease(record(span), header(c + 1, tag));
    }

    /** Gives a span another owner, or makes it spare: one store. */
    final void setHeader(int span, int classPlusOne, int tag) {
        region.putLongRelease(record(span), header(classPlusOne, tag));
    }

    /** {@return the slot that starts at a number, or -1} @param span where it lies @param c its class */
    final int slot(long block, int span, int c) {
        long distance = block - firstBlock(span, c);
        if (distance < 0) {
            return -1;
        }
        int slot = sizes.slotAt(c, distance);
        return slot < sizes.slots[c] && slot * sizes.stride[c] == distance ? slot : -1;
    }

    final boolean isLive(int span, int c, int slot) {
        long at = bitmaps(span, c) + (long) (slot >>> 6) * PAIR;
        // The remote word first: folding clears the live bit before the remote one.
        long remote = region.getLongAcquire(at + REMOTE);
        return (region.getLongAcquire(at) & ~remote & 1L << slot) != 0;
    }

    /** {@return the live slots of one word} */
    final long liveWord(int span, int c, int word) {
        long at = bitmaps(span, c) + (long) word * PAIR;
        long remote = region.getLongAcquire(at + REMOTE);
        long live = region.getLongAcquire(at) & ~remote;
        return word == HpMallocSizes.words(sizes.slots[c]) - 1 ? live & ~sizes.padding[c] : live;
    }

    /** {@return how many slots are live} */
    final int live(int span, int c) {
        int live = 0;
        for (int i = 0; i < HpMallocSizes.words(sizes.slots[c]); i++) {
            live += Long.bitCount(liveWord(span, c, i));
        }
        return live;
    }

    /** {@return whether no slot is live, all that was freed being folded in} */
    final boolean isEmpty(int span, int c) {
        long at = bitmaps(span, c);
        int words = HpMallocSizes.words(sizes.slots[c]);
        for (int i = 0; i < words; i++) {
            if (region.getLong(at + (long) i * PAIR) != (i == words - 1 ? sizes.padding[c] : 0)
                    || region.getLong(at + (long) i * PAIR + REMOTE) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Frees a slot of a span that isn't the caller's.
     *
     * @return whether it was live
     */
    final boolean freeRemotely(int span, int c, int slot) {
        long at = bitmaps(span, c) + (long) (slot >>> 6) * PAIR;
        long bit = 1L << slot;
        long remote;
        do {
            remote = region.getLongAcquire(at + REMOTE);
            if ((region.getLongAcquire(at) & ~remote & bit) == 0) {
                return false;
            }
        } while (!region.compareAndSetLong(at + REMOTE, remote, remote | bit));
        flag(span);
        return true;
    }

    /** Tells the owner of a span that there is something to fold. */
    final void flag(int span) {
        if (flags.get(span) == 0) {
            flags.put(span, 1);
        }
    }

    /** Flags every span in which something was freed remotely: whoever did may have died before saying so. */
    final void flagWhatIsRemote() {
        for (int span = used() - 1; span >= 0; span--) {
            long header = header(span);
            if (hasSlots(header)) {
                long at = bitmaps(span, classOf(header)) + REMOTE;
                for (int i = HpMallocSizes.words(sizes.slots[classOf(header)]); i > 0; i--, at += PAIR) {
                    if (region.getLongAcquire(at) != 0) {
                        flag(span);
                    }
                }
            }
        }
    }

    final boolean isFlagged(int span) {
        return flags.get(span) != 0;
    }

    /** Folds what others freed into the live bits. Called by the owner. */
    final void fold(int span, int c) {
        if (isFlagged(span)) {
            // With a full fence, so that the remote words are read after that.
            flags.putFully(span, 0);
        }
        long at = bitmaps(span, c);
        for (int i = 0; i < HpMallocSizes.words(sizes.slots[c]); i++, at += PAIR) {
            long remote = region.getLongAcquire(at + REMOTE);
            if (remote != 0) {
                // Read after the bits: whoever is between setting one and having said so may set it again when recovered.
                long pending = intents.freeing(span, i);
                if (pending != 0) {
                    flag(span);
                }
                foldWord(at, remote & ~pending);
            }
        }
    }

    /**
     * Folds some bits of one word. First they are cleared in the live word: after a death in between they are folded once
     * more, and nothing was allocated there meanwhile, because a slot whose remote bit is set is not free.
     */
    void foldWord(long at, long bits) {
        region.putLongRelease(at, region.getLong(at) & ~bits);
        clearRemote(at, bits);
    }

    final void clearRemote(long at, long bits) {
        long now;
        do {
            now = region.getLongAcquire(at + REMOTE);
        } while (!region.compareAndSetLong(at + REMOTE, now, now & ~bits));
    }
}
