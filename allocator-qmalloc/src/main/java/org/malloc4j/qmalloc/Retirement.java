package org.malloc4j.qmalloc;

import org.malloc4j.CorruptionReport;
import org.malloc4j.spi.Region;

/**
 * Takes blocks out of use for good. A live one is mended, so that its owner can go on with it, and is not used again once
 * it was freed; a freed one is set aside when it leaves the quarantine.
 */
final class Retirement {
    private final Region region;
    private final QMallocHeap heap;
    private final Secret secret;
    private final Guards guards;
    private final Blocks blocks;
    private final Inspector inspector;
    private final Patrol patrol;
    private final long freed = QMallocHeap.words() + QMallocLayout.RETIRED;
    private final long live = QMallocHeap.words() + QMallocLayout.RETIRED_LIVE;

    Retirement(Region region, QMallocHeap heap, Secret secret, Guards guards, Blocks blocks, Inspector inspector,
               Patrol patrol) {
        this.region = region;
        this.heap = heap;
        this.secret = secret;
        this.guards = guards;
        this.blocks = blocks;
        this.inspector = inspector;
        this.patrol = patrol;
    }

    long number() {
        return QMallocLayout.number(region.getLongAcquire(freed)) + QMallocLayout.number(region.getLongAcquire(live));
    }

    long byteSize() {
        return QMallocLayout.byteSize(region.getLongAcquire(freed)) + QMallocLayout.byteSize(region.getLongAcquire(live));
    }

    /** Plans that a retired block was freed: it stays what it is, and nobody's. @param size its fragment's */
    void planFreed(long size) {
        heap.put(freed, region.getLong(freed) + QMallocLayout.one(size));
        heap.put(live, region.getLong(live) - QMallocLayout.one(size));
    }

    /** {@return whether it could} @param report says what is damaged */
    boolean retire(CorruptionReport report) {
        long top = heap.heapTop();
        long block = report.block();
        return switch (report.kind()) {
            case DOUBLE_FREE, FOREIGN_FREE, TABLE_OVERWRITTEN -> false;
            default -> heap.isLiveBlock(block, top) ? retireLive(block, top) : retireFreed(block, top);
        };
    }

    /** The block and, as the same bytes may have hit them, those beside it that are damaged too. */
    private boolean retireLive(long block, long top) {
        long first = block;
        for (long before = block; (before = heap.liveBefore(before - 16, 0)) >= 0 && !isSound(before, top);) {
            first = before;
        }
        // In address order: where one that was mended ends, the next one is known to start.
        boolean done = true;
        for (long next = first; next <= block || next < top && !isSound(next, top); next = heap.liveFrom(next + 16, top)) {
            done &= retireOne(next, top);
        }
        countAgain(top);
        return done;
    }

    /** Sizes that were lost are counted as what they are now. */
    private void countAgain(long top) {
        long sum = 0;
        for (long block = heap.liveFrom(heap.heapStart(), top); block < top; block = heap.liveFrom(block + 16, top)) {
            long size = heap.size(block - heap.blockStart(), top);
            long header = blocks.header(block);
            sum += size != 0 && blocks.isIntact(block, header) ? blocks.byteSize(size, header) : 0;
        }
        heap.drop();
        heap.put(QMallocHeap.words() + QMallocLayout.REQUESTED, sum);
        heap.finish();
    }

    private boolean isSound(long block, long top) {
        return blocks.isSound(block, heap.size(block - heap.blockStart(), top));
    }

    private boolean retireOne(long block, long top) {
        Extent extent = inspector.extent(block, top);
        if (extent.size() == 0 || !inspector.isCertain(extent, top)) {
            return false;
        }
        heap.drop();
        if (!extent.isPlaced()) {
            heap.putHeader(extent.fragment(), extent.size());
        }
        long at = blocks.headerOf(block);
        // Of a block whose size is lost its owner may use all there is.
        long tail = extent.byteSize() < 0 ? QMallocLayout.SMALLEST_TAIL : extent.end() - extent.tail();
        long pid = extent.isKnown() ? Header.pid(extent.header()) : 0;
        long header = Header.with(secret, at, Header.of(secret, at, tail, pid), Header.RETIRED);
        boolean first = !extent.isKnown() || !Header.is(extent.header(), Header.RETIRED);
        heap.put(at, Header.with(secret, at, header, Header.UNGUARDED));
        if (first) {
            heap.put(live, region.getLong(live) + QMallocLayout.one(extent.size()));
        }
        heap.finish();
        guards.putFront(block);
        guards.putTail(extent.end() - Header.tail(header), extent.end());
        region.putLongRelease(at, header);
        patrol.forget(block);
        return true;
    }

    private boolean retireFreed(long block, long top) {
        long fragment = block - heap.blockStart();
        long header = heap.isPlausible(block, top) ? blocks.header(block) : 0;
        if (header == 0 || heap.size(fragment, top) == 0 || !blocks.isIntact(block, header)) {
            return false;
        }
        if (Header.is(header, Header.FREED) && !Header.is(header, Header.RETIRED)) {
            region.putLongRelease(blocks.headerOf(block), Header.with(secret, blocks.headerOf(block), header,
                    Header.RETIRED));
        }
        return Header.is(header, Header.FREED);
    }
}
