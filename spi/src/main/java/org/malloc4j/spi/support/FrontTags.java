package org.malloc4j.spi.support;

import java.util.concurrent.atomic.LongAdder;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Contended;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;

/**
 * Keeps a tag in front of each block of an allocator that has no place for one.
 *
 * <pre>
 *  inner block                       block
 *  +-----------+-----------+---------+----------------------
 *  | alignment |   link    |   tag   | the user's bytes ...
 *  +-----------+-----------+---------+----------------------
 *  |&lt;----------- prefix -----------&gt;|
 * </pre>
 *
 * <p>The link says how large the prefix is. It is made of the block's number besides, so that nothing else looks like it,
 * and whoever clears it frees the block. Walks find blocks by it; a block whose link isn't there, or no longer, is being
 * allocated or freed.
 *
 * <p>An inner allocator's blocks are elsewhere than the user's, so it can't store them in words for the user: the power to
 * recover is not passed on. An allocator that recovers should keep tags itself.
 */
public final class FrontTags implements Allocator, Tagged, Contended {
    private static final long ALIGNMENT = 16;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    /** A prefix counts in sixteens and stays below 2^13. */
    private static final long PREFIX_MASK = 0xFFF;

    private final Allocator inner;
    private final Region region;
    private final long tagByteSize;
    private final long smallest;
    /** What prefixes of live blocks take beyond the smallest one. */
    private final LongAdder aligning = new LongAdder();

    private FrontTags(Allocator inner, Region region, long tagByteSize) {
        this.inner = inner;
        this.region = region;
        this.tagByteSize = tagByteSize;
        this.smallest = tagByteSize + Long.BYTES + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /**
     * {@return an allocator with a tag beside each block: the same if it keeps tags itself}
     *
     * @param allocator   any allocator, formatted for tags if it is {@link Tagged}, and for none if it isn't
     * @param region      its region
     * @param tagByteSize the size of tags, in bytes, a multiple of 8
     */
    public static Allocator of(Allocator allocator, Region region, long tagByteSize) {
        return allocator instanceof Tagged ? allocator : new FrontTags(allocator, region, tagByteSize);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        if (byteSize > region.byteSize()) {
            return 0;
        }
        long within = inner.allocate(room(byteSize) + smallest + byteAlignment - ALIGNMENT, ALIGNMENT);
        if (within == 0) {
            return 0;
        }
        long block = within + smallest + byteAlignment - 1 & -byteAlignment;
        aligning.add(block - within - smallest);
        region.putLongRelease(link(block), linkWord(block, block - within));
        return block;
    }

    @Override
    public boolean resize(long block, long byteSize) {
        long prefix = prefix(block);
        if (prefix == 0) {
            throw refusal(block);
        }
        return byteSize <= region.byteSize() && inner.resize(block - prefix, room(byteSize) + prefix);
    }

    @Override
    public void free(long block) {
        long prefix = prefix(block);
        if (prefix == 0 || !region.compareAndSetLong(link(block), linkWord(block, prefix), 0)) {
            throw refusal(block);
        }
        try {
            inner.free(block - prefix);
        } catch (Throwable failure) {
            region.putLongRelease(link(block), linkWord(block, prefix));
            throw failure;
        }
        aligning.add(smallest - prefix);
    }

    @Override
    public long byteSize(long block) {
        long prefix = prefix(block);
        if (prefix == 0) {
            throw refusal(block);
        }
        return inner.byteSize(block - prefix) - prefix;
    }

    @Override
    public long tag(long block) {
        return block - tagByteSize;
    }

    @Override
    public PoolStatistics statistics() {
        PoolStatistics all = inner.statistics();
        long prefixes = all.fragments() * smallest + aligning.sum();
        return new PoolStatistics(all.totalSize(), Math.max(0, all.usedSize() - prefixes), all.realUsedSize(),
                all.maxUsedSize(), all.freeSize(), Math.max(0, all.largestFree() - smallest), all.fragments(),
                all.freeFragments());
    }

    @Override
    public void trim() {
        inner.trim();
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return inner.forEachBlock(fromBlock, (within, byteSize, live) -> {
            long prefix = live ? prefixWithin(within, byteSize) : Math.min(smallest, byteSize);
            return prefix == 0 && live || visitor.visit(within + prefix, byteSize - prefix, live);
        });
    }

    @Override
    public boolean isBacked(long offset, long byteSize) {
        return inner.isBacked(offset, byteSize);
    }

    @Override
    public void verify() {
        inner.verify();
    }

    @Override
    public long waits() {
        return inner instanceof Contended contended ? contended.waits() : 0;
    }

    /** A block without bytes would lie where the next one starts. */
    private static long room(long byteSize) {
        return Math.max(1, byteSize);
    }

    private long link(long block) {
        return block - tagByteSize - Long.BYTES;
    }

    /** {@return how far a block lies behind the inner one; 0 if the number is no live block} */
    private long prefix(long block) {
        if ((block & ALIGNMENT - 1) != 0 || block < smallest || block >= region.byteSize()) {
            return 0;
        }
        long word = region.getLongAcquire(link(block));
        long prefix = (word & PREFIX_MASK) * ALIGNMENT;
        return prefix >= smallest && prefix <= block && word == linkWord(block, prefix) && isLive(block - prefix) ? prefix : 0;
    }

    private boolean isLive(long within) {
        try {
            inner.byteSize(within);
            return true;
        } catch (IllegalBlockException e) {
            return false;
        }
    }

    private long prefixWithin(long within, long byteSize) {
        for (long prefix = smallest; prefix <= Math.min(byteSize, PREFIX_MASK * ALIGNMENT); prefix += ALIGNMENT) {
            if (region.getLongAcquire(link(within + prefix)) == linkWord(within + prefix, prefix)) {
                return prefix;
            }
        }
        return 0;
    }

    private IllegalBlockException refusal(long block) {
        return NoBlock.refuse(block, region, NoBlock.FREED_OR_NEVER);
    }

    private static long linkWord(long block, long prefix) {
        return (block + 1) * MULTIPLIER & ~PREFIX_MASK | prefix / ALIGNMENT;
    }
}
