package org.malloc4j.qmalloc;

import org.malloc4j.CorruptionReport.Neighbour;
import org.malloc4j.spi.Region;

/**
 * How far live blocks reach and what lies beside them, also where headers are damaged: the marks, which lie elsewhere, say
 * where blocks start; an intact header behind says where one ends; a guard says where its tail starts.
 */
final class Extents {
    private final Region region;
    private final QMallocHeap heap;
    private final Guards guards;
    private final Blocks blocks;

    Extents(Region region, QMallocHeap heap, Guards guards, Blocks blocks) {
        this.region = region;
        this.heap = heap;
        this.guards = guards;
        this.blocks = blocks;
    }

    /** {@return a live block's extent} @param block the block @param top where fragments end */
    Extent of(long block, long top) {
        long fragment = block - heap.blockStart();
        long placed = heap.size(fragment, top);
        long size = placed != 0 ? placed : reconstructed(fragment, top);
        long header = blocks.header(block);
        boolean isKnown = blocks.isIntact(block, header) && blocks.byteSize(size, header) >= 0;
        long byteSize = isKnown ? blocks.byteSize(size, header) : size == 0 ? -1 : guessed(block, fragment + size);
        return new Extent(block, fragment, size, placed != 0, header, isKnown, byteSize);
    }

    /** {@return the live block behind another one, or null} */
    Extent after(Extent it, long top) {
        long block = heap.liveFrom(it.block() + 16, top);
        return block >= top ? null : of(block, top);
    }

    /** {@return the live block before another one, or null} */
    Extent before(Extent it, long top) {
        long block = heap.liveBefore(it.fragment(), heap.heapStart());
        return block < 0 ? null : of(block, top);
    }

    /** {@return whether a block can't be where a mark says so: something else that is intact lies there} */
    boolean isWithinAnother(Extent it, long top) {
        return reachedBefore(it, top) > it.fragment();
    }

    /** {@return whether there is a block where a mark says so} Its own header in the heap says it too, or what lies before it. */
    boolean isCertain(Extent it, long top) {
        long reached = reachedBefore(it, top);
        return reached == it.fragment() || it.isPlaced() && reached < it.fragment();
    }

    /**
     * {@return whether a block lives though no mark says so} All that is around it is that of a live block, and it isn't
     * where freed ones are kept.
     */
    boolean isUnmarked(long block, long top) {
        long fragment = block - heap.blockStart();
        long size = heap.isPlausible(block, top) ? heap.size(fragment, top) : 0;
        return size != 0 && !heap.isFreeFragment(fragment) && Header.flags(blocks.header(block)) == 0
                && blocks.isSound(block, size) && reachedBefore(of(block, top), top) == fragment
                && !heap.isKeptForLater(fragment, size) && !heap.quarantine().mayHold(block, top);
    }

    /** {@return how far intact headers lead from the live block before another one} That one's, or beyond, or not so far. */
    private long reachedBefore(Extent it, long top) {
        long before = heap.liveBefore(it.fragment(), heap.heapStart());
        return reachedFrom(before < 0 ? heap.heapStart() : before - heap.blockStart(), it.fragment(), top);
    }

    /** {@return what the heap's header of a block should be, or 0 if that isn't known} @param left what lies before it */
    long header(Extent left, Extent right) {
        boolean adjacent = left != null && left.isPlaced() && left.end() == right.fragment();
        return adjacent && right.size() != 0 ? heap.sealedHeader(right.fragment(), right.size()) : 0;
    }

    /** The distance to the first place from which intact headers lead to the next live block, or to the end. */
    private long reconstructed(long fragment, long top) {
        long next = heap.liveFrom(fragment + heap.blockStart() + 16, top);
        long limit = next >= top ? top : next - heap.blockStart();
        for (long at = fragment + heap.smallestFragment(); at < limit; at += 16) {
            if (reachedFrom(at, limit, top) == limit) {
                return at - fragment;
            }
        }
        return limit > fragment ? limit - fragment : 0;
    }

    private long reachedFrom(long from, long limit, long top) {
        long at = from;
        for (long size; at < limit && (size = heap.size(at, top)) != 0;) {
            at += size;
        }
        return at;
    }

    /** The size that the guard behind a block tells: it starts with the zero behind which all is as it should be. */
    private long guessed(long block, long end) {
        for (long at = end - 1; at >= block; at--) {
            if (region.getByte(at) != guards.tailByte(at, end, end)) {
                return region.getByte(at) == 0 && end - at >= QMallocLayout.SMALLEST_TAIL ? at - block : -1;
            }
        }
        return -1;
    }

    Neighbour neighbourAfter(Extent it, long top) {
        return it.size() == 0 ? Neighbour.UNKNOWN : at(it.end(), top);
    }

    Neighbour neighbourBefore(Extent it, long top) {
        if (it.fragment() == heap.heapStart()) {
            return Neighbour.NONE;
        }
        long block = heap.liveBefore(it.fragment(), heap.heapStart());
        long fragment = block < 0 ? heap.heapStart() : block - heap.blockStart();
        for (long size; fragment < it.fragment() && (size = heap.size(fragment, top)) != 0; fragment += size) {
            if (fragment + size == it.fragment()) {
                return at(fragment, top);
            }
        }
        return block < 0 ? Neighbour.UNKNOWN : new Neighbour(block, -1, Neighbour.State.LIVE_DAMAGED);
    }

    private Neighbour at(long fragment, long top) {
        if (fragment >= top) {
            return fragment >= heap.heapEnd() ? Neighbour.NONE : new Neighbour(-1, -1, Neighbour.State.FREE);
        }
        long block = fragment + heap.blockStart();
        long size = heap.size(fragment, top);
        long header = blocks.header(block);
        long byteSize = size != 0 && blocks.isIntact(block, header) ? blocks.byteSize(size, header) : -1;
        if (heap.isLiveBlock(block, top)) {
            return new Neighbour(block, byteSize, blocks.isSound(block, size) ? Neighbour.State.LIVE
                    : Neighbour.State.LIVE_DAMAGED);
        }
        if (size == 0) {
            return Neighbour.UNKNOWN;
        }
        return heap.isFreeFragment(fragment) ? new Neighbour(-1, -1, Neighbour.State.FREE)
                : new Neighbour(block, byteSize, Neighbour.State.FREED);
    }
}
