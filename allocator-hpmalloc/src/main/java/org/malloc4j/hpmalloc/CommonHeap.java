package org.malloc4j.hpmalloc;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;
import org.malloc4j.spi.support.LockedAllocator;
import org.malloc4j.spi.support.NoBlock;
import org.malloc4j.spi.support.RecoverableLock;

/** What all heaps share, under one lock: the memory that spans and large blocks come from, and the tables. */
final class CommonHeap extends LockedAllocator {
    private static final long ROOM = 1024;
    private static final int CACHE_LINE = 64;
    /** What no span is made of: many threads that use many sizes could have all of it, and next to nothing in it. */
    private static final int KEPT_FROM_SPANS = 16;

    private final FragmentHeap heap;
    private final RecoverableLock lock;
    private final Spans spans;
    private final long tablesBlock;
    private final long prefix;
    private final long keptFromSpans;

    private CommonHeap(FragmentHeap heap, Region region, long tag, SpansMaker maker) {
        super(heap.lock());
        this.heap = heap;
        this.lock = heap.lock();
        this.prefix = Long.BYTES + tag;
        this.keptFromSpans = region.byteSize() / KEPT_FROM_SPANS;
        this.tablesBlock = heap.firstBlock();
        this.spans = maker.make(region, new HpMallocLayout(region.byteSize()), tag,
                tablesBlock + CACHE_LINE - 1 & -CACHE_LINE);
    }

    static long minimumByteSize(long tagByteSize) {
        long heap = FragmentHeap.minimumByteSize(tagByteSize);
        long size = heap;
        for (long needed = heap; needed != (needed = heap + tablesByteSize(size) + ROOM);) {
            size = needed;
        }
        return size & -16;
    }

    private static long tablesByteSize(long regionByteSize) {
        return new HpMallocLayout(regionByteSize).byteSize() + CACHE_LINE;
    }

    /** Makes what reads and writes the spans of a region: where a test puts in something faulty. */
    @FunctionalInterface
    interface SpansMaker {
        Spans make(Region region, HpMallocLayout layout, long tag, long tables);
    }

    static CommonHeap format(Region region, long tagByteSize) {
        return format(region, tagByteSize, Spans::new);
    }

    static CommonHeap format(Region region, long tagByteSize, SpansMaker maker) {
        CommonHeap common = new CommonHeap(FragmentHeap.format(region, tagByteSize), region, up(tagByteSize), maker);
        if (common.heap.allocate(tablesByteSize(region.byteSize()), 16) != common.tablesBlock) {
            throw new org.malloc4j.MemoryBootException(java.util.List.of("no room for the allocator's tables: pool="
                    + region.name() + " byteSize=" + tablesByteSize(region.byteSize()) + "; the file system is full"));
        }
        common.spans.format();
        return common;
    }

    static CommonHeap attach(Region region, long tagByteSize) {
        return attach(region, tagByteSize, Spans::new);
    }

    static CommonHeap attach(Region region, long tagByteSize, SpansMaker maker) {
        CommonHeap common = new CommonHeap(FragmentHeap.attach(region, tagByteSize), region, up(tagByteSize), maker);
        if (!common.spans.isFormatted()) {
            throw new HeapCorruptionException("not a heap of this kind: pool=" + region.name() + " at="
                    + common.tablesBlock + "; its tables were overwritten, or another program wrote it");
        }
        return common;
    }

    private static long up(long tagByteSize) {
        return tagByteSize + Long.BYTES - 1 & -Long.BYTES;
    }

    Spans spans() {
        return spans;
    }

    /** {@return the bytes of a span that its slots may use, as the shared heap counts them} */
    long spanUsable() {
        return spans.spanByteSize() - prefix;
    }

    /** {@return how much the tables take of the used bytes} */
    long tablesUsable() {
        return heap.byteSize(tablesBlock);
    }

    /** Finishes what was committed under the lock by somebody who died there: only then do headers tell all. */
    void settle() {
        long held = lock.acquire();
        try {
            lock.release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    /** {@return after a fragment that holds a span, where a walk goes on} @param span the span */
    long after(int span) {
        long usable = byteSizeOrNone(spans.base(span));
        return usable < 0 ? spans.base(span) + 16 : spans.base(span) + usable + prefix;
    }

    /** {@return a span that now belongs to a heap, and is spare; -1 if there is none to be had} @param tag the heap's row, plus one */
    int acquire(int tag) {
        long held = lock.acquire();
        try {
            int span = acquireHeld(tag);
            lock.release(held);
            return span;
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    private int acquireHeld(int tag) {
        if (heap.freeByteSize() < keptFromSpans) {
            return -1;
        }
        long base = heap.prepare(spanUsable(), spans.spanByteSize());
        if (base == 0) {
            return -1;
        }
        int span = spans.spanOf(base);
        heap.alongside(spans.record(span) + HpMallocLayout.HEADER, Spans.header(HpMallocLayout.SPARE, tag));
        if (span >= spans.used()) {
            heap.alongside(spans.tables() + HpMallocLayout.SPANS_USED, span + 1L);
        }
        heap.commit();
        return span;
    }

    /** Gives back a span that holds no live block. @param span the span */
    void giveBack(int span) {
        long held = lock.acquire();
        try {
            heap.prepareFree(spans.base(span));
            heap.alongside(spans.record(span) + HpMallocLayout.HEADER, 0);
            heap.commit();
            lock.release(held);
        } catch (Throwable failure) {
            lock.abandoned = held;
            lock.mend();
            throw failure;
        }
    }

    @Override
    protected long allocateHeld(long byteSize, long byteAlignment) {
        return heap.allocate(byteSize, byteAlignment);
    }

    @Override
    protected long allocateIntoHeld(long wordOffset, long byteSize, long byteAlignment) {
        return heap.allocateInto(wordOffset, byteSize, byteAlignment);
    }

    @Override
    protected boolean resizeHeld(long block, long byteSize) {
        refuseOwn(block);
        return heap.resize(block, byteSize);
    }

    @Override
    protected void freeHeld(long block) {
        refuseOwn(block);
        heap.free(block);
    }

    @Override
    protected void freeFromHeld(long wordOffset) {
        long block = spans.region().getLongAcquire(wordOffset);
        if (block != 0) {
            refuseOwn(block);
            heap.freeFrom(wordOffset);
        }
    }

    @Override
    protected boolean flushHeld(int most) {
        return heap.flush(most);
    }

    @Override
    protected void verifyHeld() {
        heap.verify();
        new SpanVerifier(this, spans).verify();
    }

    @Override
    public long byteSize(long block) {
        refuseOwn(block);
        return heap.byteSize(block);
    }

    /**
     * {@return the size of a live block of the shared heap, or -1 if there is none} Without the lock, what is being freed just then
     * may look damaged: its mark and its header don't change at once.
     *
     * @param block the number
     */
    long byteSizeOrNone(long block) {
        try {
            return heap.byteSize(block);
        } catch (IllegalBlockException | HeapCorruptionException e) {
            return -1;
        }
    }

    @Override
    public PoolStatistics statistics() {
        return heap.statistics();
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return heap.forEachBlock(fromBlock, visitor);
    }

    @Override
    public boolean isBacked(long offset, long byteSize) {
        return heap.isBacked(offset, byteSize);
    }

    boolean isTables(long block) {
        return block == tablesBlock;
    }

    /** The shared heap would take what holds the tables, or a span, for a block like any other. */
    private void refuseOwn(long block) {
        if (isTables(block) || spans.isSpan(block)) {
            throw NoBlock.refuse(block, spans.region(), "it was never allocated: the allocator's own tables are there");
        }
    }
}
