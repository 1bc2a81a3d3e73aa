package org.malloc4j.hpmalloc;

import static org.malloc4j.hpmalloc.HpMallocLayout.BITMAPS_AT;
import static org.malloc4j.hpmalloc.HpMallocLayout.PAIR;
import static org.malloc4j.hpmalloc.HpMallocLayout.REMOTE;

import java.lang.invoke.MethodHandles;
import org.malloc4j.spi.Region;

/**
 * The common path, written out: each pool has a hidden copy of this class, so that what belongs to the pool is a constant
 * to the JIT. The template itself is never initialised.
 *
 * <p>To allocate is to read a live word, its remote word, and to store the live word with one bit more; to free is to read
 * the span's header and the same two words, and to store the live word with one bit less. Each is whole by itself.
 */
final class OwnBlocksOfPool extends OwnBlocks {
    private static final Heaps HEAPS = heaps();
    private static final Region REGION = HEAPS.common().spans().region();
    private static final ThreadHeap[] CACHE = HEAPS.cache();
    private static final int[] LISTED = HEAPS.availablePlaces();
    private static final byte[] CLASS_OF = HEAPS.common().spans().sizes().classes();
    private static final long[] GEOMETRY = HEAPS.common().spans().sizes().geometry();
    private static final long[] STRIDE = HEAPS.common().spans().sizes().stride;
    private static final long ROUND_UP = HEAPS.common().spans().sizes().tag() + 15;
    private static final long FULL = HEAPS.common().spans().fullWord();
    private static final long RECORDS = HEAPS.common().spans().record(0);
    private static final int RECORD_SHIFT = HEAPS.common().spans().recordShift();
    private static final int SPAN_SHIFT = HEAPS.common().spans().spanShift();
    private static final int SPANS = HEAPS.common().spans().capacity();

    private OwnBlocksOfPool() {
    }

    private static Heaps heaps() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", Heaps.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    long allocate(long byteSize) {
        ThreadHeap heap = mine();
        if (heap == null) {
            return 0;
        }
        heap.enterWhole();
        int c = CLASS_OF[(int) (byteSize + ROUND_UP) >>> 4];
        long[] current = heap.current;
        long at = current[2 * c];
        long live = REGION.getLong(at);
        long free = ~(live | REGION.getLong(at + REMOTE));
        long block;
        if (free != 0) {
            int slot = Long.numberOfTrailingZeros(free);
            REGION.putLongRelease(at, live | free & -free);
            block = current[2 * c + 1] + slot * STRIDE[c];
            if ((free & free - 1) == 0) {
                current[2 * c] = FULL;
            }
        } else {
            block = heap.allocateHeld(c);
        }
        heap.leaveWhole();
        return block;
    }

    @Override
    int free(long block) {
        long span = block >>> SPAN_SHIFT;
        if (span >= SPANS) {
            return NOT_MINE;
        }
        ThreadHeap heap = mineIfAny();
        if (heap == null) {
            return NOT_MINE;
        }
        heap.enterWhole();
        int result = NOT_MINE;
        long record = RECORDS + (span << RECORD_SHIFT);
        long header = REGION.getLong(record);
        if (Spans.tag(header) == heap.tag) {
            result = free(heap, block, (int) span, (int) (header >>> HpMallocLayout.CLASS_SHIFT) & 0xFF, record);
        }
        heap.leaveWhole();
        return result;
    }

    private static int free(ThreadHeap heap, long block, int span, int classPlusOne, long record) {
        int row = classPlusOne * HpMallocSizes.GEOMETRY_ROW;
        long stride = GEOMETRY[row + HpMallocSizes.STRIDE];
        long distance = block - ((long) span << SPAN_SHIFT) - GEOMETRY[row + HpMallocSizes.FIRST];
        long slot = distance * GEOMETRY[row + HpMallocSizes.RECIPROCAL] >>> HpMallocSizes.RECIPROCAL_SHIFT;
        if (slot * stride != distance || slot >= GEOMETRY[row + HpMallocSizes.SLOTS]) {
            return NOT_LIVE;
        }
        long at = REGION.getLong(record + BITMAPS_AT) + (slot >>> 6) * PAIR;
        long live = REGION.getLong(at);
        long bit = 1L << slot;
        if ((live & ~REGION.getLong(at + REMOTE) & bit) == 0) {
            return NOT_LIVE;
        }
        long left = live ^ bit;
        REGION.putLongRelease(at, left);
        int c = classPlusOne - 1;
        if (heap.current[2 * c] == FULL) {
            heap.current[2 * c] = at;
            heap.current[2 * c + 1] = block - (slot & 63) * stride;
        }
        if (LISTED[span] == 0) {
            heap.list(span, c);
        }
        if (left == 0 || left == GEOMETRY[row + HpMallocSizes.PADDING]) {
            heap.wordEmptied(span, c);
        }
        return FREED;
    }

    private static ThreadHeap mine() {
        Thread thread = Thread.currentThread();
        ThreadHeap heap = CACHE[(int) thread.threadId() & Heaps.CACHED - 1];
        return heap != null && heap.thread == thread ? heap : HEAPS.find(thread);
    }

    /** Whoever only frees needs no heap of its own. */
    private static ThreadHeap mineIfAny() {
        Thread thread = Thread.currentThread();
        ThreadHeap heap = CACHE[(int) thread.threadId() & Heaps.CACHED - 1];
        return heap != null && heap.thread == thread ? heap : HEAPS.known(thread);
    }
}
