package org.malloc4j.hpmalloc;

import static org.malloc4j.hpmalloc.HpMallocLayout.PAIR;
import static org.malloc4j.hpmalloc.HpMallocLayout.REMOTE;

import org.malloc4j.spi.Region;

/**
 * Blocks of the calling thread's own heap: the common path, written out.
 *
 * <p>To allocate is to read a live word, its remote word, and to store the live word with one bit more; to free is to read
 * the same two words, and to store the live word with one bit less. Each is whole by itself.
 *
 * <p>A record, because the JIT trusts a record's fields: they are constants wherever the record is one.
 *
 * @param heaps      whose blocks
 * @param region     where the spans are
 * @param cache      some threads' heaps, by the last bits of the threads' numbers
 * @param table      what is known of this process's spans
 * @param roundUp    what is added to a size before it is divided by 16
 * @param full       where a word lies that is like a live word without free slots
 * @param largest    the largest size that has a class
 * @param spanShift  the logarithm of a span's size
 */
record OwnBlocks(Heaps heaps, Region region, ThreadHeap[] cache, OwnSpan[] table, long roundUp, long full,
                 long largest, int spanShift) {

    static final int FREED = 0;
    static final int NOT_LIVE = 1;
    static final int NOT_MINE = 2;

    static OwnBlocks of(Heaps heaps) {
        Spans spans = heaps.common().spans();
        return new OwnBlocks(heaps, spans.region(), heaps.cache(), heaps.table(), spans.sizes().tag() + 15,
                spans.fullWord(), spans.sizes().largest, spans.spanShift());
    }

    /** {@return a block; 0 if there is no slot, or the thread has no heap of its own} @param byteSize a small one */
    long allocate(long byteSize) {
        ThreadHeap heap = mine();
        if (heap == null) {
            return 0;
        }
        heap.enterWhole();
        Cursor cursor = heap.bySize[(int) (byteSize + roundUp) >>> 4];
        long at = cursor.at;
        long live = region.getLong(at);
        long free = ~(live | region.getLong(at + REMOTE));
        long block;
        if (free != 0) {
            region.putLong(at, live | free & -free);
            block = cursor.base + Long.numberOfTrailingZeros(free) * cursor.stride;
            if ((free & free - 1) == 0) {
                cursor.at = full;
            }
        } else {
            block = heap.allocateHeld(cursor.c);
        }
        heap.leaveWhole();
        return block;
    }

    /** {@return what became of it} @param block any number */
    int free(long block) {
        // Cut off, a number far outside may be taken for a span's, but in none it is where a slot starts.
        int index = (int) (block >>> spanShift);
        ThreadHeap heap = mineIfAny();
        if (Integer.compareUnsigned(index, table.length) >= 0 || heap == null) {
            return NOT_MINE;
        }
        heap.enterWhole();
        OwnSpan span = table[index];
        int result = NOT_MINE;
        if (span != null && span.heap == heap) {
            long slot = span.slot(block);
            result = NOT_LIVE;
            if (Long.compareUnsigned(slot, span.slots) < 0) {
                long at = span.bitmaps + (slot >>> 6) * PAIR;
                long live = region.getLong(at);
                long bit = 1L << slot;
                if ((live & ~region.getLong(at + REMOTE) & bit) != 0) {
                    region.putLong(at, live ^ bit);
                    Cursor cursor = span.cursor;
                    cursor.at = at;
                    cursor.base = block - (slot & 63) * cursor.stride;
                    if (((live ^ bit) & span.watched) == 0) {
                        heap.wordEmptied(span);
                    }
                    result = FREED;
                }
            }
        }
        heap.leaveWhole();
        return result;
    }

    private ThreadHeap mine() {
        Thread thread = Thread.currentThread();
        ThreadHeap heap = cache[(int) thread.threadId() & Heaps.CACHED - 1];
        return heap != null && heap.thread == thread ? heap : heaps.find(thread);
    }

    /** Whoever only frees needs no heap of its own. */
    private ThreadHeap mineIfAny() {
        Thread thread = Thread.currentThread();
        ThreadHeap heap = cache[(int) thread.threadId() & Heaps.CACHED - 1];
        return heap != null && heap.thread == thread ? heap : heaps.known(thread);
    }
}
