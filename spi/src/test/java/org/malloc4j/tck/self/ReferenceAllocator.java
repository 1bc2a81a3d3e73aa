package org.malloc4j.tck.self;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Region;

/**
 * A small and correct allocator, for reading and for the kit's own tests: next fit over chunks that follow one another
 * without a gap. It is neither fast nor {@link org.malloc4j.spi.Recoverable}.
 *
 * <pre>
 *   chunk:   | total size, 1 if live | unused | tag, rounded up to 16 | usable bytes ... | next chunk
 *            ^ chunk                                                  ^ block
 *   total size  = header + usable bytes, a multiple of 16
 *   marks       = one bit for each 16 bytes of the region: set where a live block starts
 * </pre>
 */
class ReferenceAllocator implements Allocator {
    static final long MAGIC = 0x5245464552454E43L;
    private static final long MAGIC_AT = 0;
    private static final long ROVER_AT = 8;
    private static final long USED_AT = 16;
    private static final long LIVE_AT = 24;
    private static final long FREE_AT = 32;
    private static final long PEAK_AT = 40;
    static final long MARKS_AT = 64;
    private static final long LIVE = 1;

    final Region region;
    final long headerByteSize;
    private final long first;
    private final long end;
    private final Lock lock;

    ReferenceAllocator(Region region, long tagByteSize, Lock lock) {
        this.region = region;
        this.headerByteSize = 16 + roundUp(tagByteSize);
        this.lock = lock;
        this.end = region.byteSize() & -16;
        this.first = MARKS_AT + roundUp((end >>> 7) + 8);
    }

    /** Lays out the region: no marks, one free chunk. */
    ReferenceAllocator format() {
        region.fill(0, first, (byte) 0);
        region.putLong(first, end - first);
        region.putLong(ROVER_AT, first);
        region.putLong(FREE_AT, end - first);
        region.putLong(PEAK_AT, 0);
        region.putLongRelease(MAGIC_AT, MAGIC);
        return this;
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        if (byteSize > region.byteSize()) {
            return 0;
        }
        long total = headerByteSize + roundUp(Math.max(1, byteSize));
        lock.lock();
        try {
            long rover = region.getLong(ROVER_AT);
            long block = search(rover, end, total, byteAlignment);
            return block != 0 ? block : search(first, end, total, byteAlignment);
        } finally {
            lock.unlock();
        }
    }

    private long search(long from, long to, long total, long alignment) {
        for (long chunk = from; chunk < to; chunk += total(chunk)) {
            if (!isLive(chunk)) {
                merge(chunk);
                long block = chunk + headerByteSize + alignment - 1 & -alignment;
                long start = block - headerByteSize;
                if (start + total <= chunk + total(chunk)) {
                    take(chunk, start, total);
                    return block;
                }
            }
        }
        return 0;
    }

    /** Joins a free chunk with all free ones behind it. */
    void merge(long chunk) {
        long next = chunk + total(chunk);
        while (next < end && !isLive(next)) {
            if (region.getLong(ROVER_AT) == next) {
                region.putLong(ROVER_AT, chunk);
            }
            next += total(next);
        }
        region.putLong(chunk, next - chunk);
    }

    private void take(long chunk, long start, long total) {
        long tail = chunk + total(chunk);
        if (start > chunk) {
            region.putLong(chunk, start - chunk);
        }
        setSize(start, total, tail);
        mark(start + headerByteSize, true);
        region.putLong(ROVER_AT, start);
        count(total, usable(total), 1);
    }

    /** Makes a live chunk of the bytes up to {@code start + total} and a free one of what is left up to {@code tail}. */
    private void setSize(long start, long total, long tail) {
        if (start + total < tail) {
            region.putLong(start + total, tail - start - total);
        }
        region.putLong(start, total | LIVE);
    }

    @Override
    public boolean resize(long block, long byteSize) {
        lock.lock();
        try {
            long chunk = chunkOf(block);
            long old = total(chunk);
            long total = headerByteSize + roundUp(Math.clamp(byteSize, 1, region.byteSize()));
            long next = chunk + old;
            while (next < end && !isLive(next)) {
                next += total(next);
            }
            if (byteSize > region.byteSize() || chunk + total > next) {
                return false;
            }
            if (region.getLong(ROVER_AT) > chunk && region.getLong(ROVER_AT) < next) {
                region.putLong(ROVER_AT, chunk);
            }
            setSize(chunk, total, next);
            count(total - old, total - old, 0);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void free(long block) {
        lock.lock();
        try {
            long chunk = chunkOf(block);
            region.putLong(chunk, total(chunk));
            mark(block, false);
            count(-total(chunk), -usable(total(chunk)), -1);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long byteSize(long block) {
        lock.lock();
        try {
            return usable(total(chunkOf(block)));
        } finally {
            lock.unlock();
        }
    }

    private void count(long total, long used, long blocks) {
        region.putLong(FREE_AT, region.getLong(FREE_AT) - total);
        region.putLong(USED_AT, region.getLong(USED_AT) + used);
        region.putLong(LIVE_AT, region.getLong(LIVE_AT) + blocks);
        region.putLong(PEAK_AT, Math.max(region.getLong(PEAK_AT), end - region.getLong(FREE_AT)));
    }

    @Override
    public PoolStatistics statistics() {
        lock.lock();
        try {
            long largest = 0;
            long pieces = 0;
            for (long chunk = first; chunk < end; chunk += total(chunk)) {
                if (!isLive(chunk)) {
                    pieces++;
                    largest = Math.max(largest, usable(total(chunk)));
                }
            }
            long free = region.getLong(FREE_AT);
            return new PoolStatistics(end, region.getLong(USED_AT), end - free, Math.max(end - free,
                    region.getLong(PEAK_AT)), free, largest, region.getLong(LIVE_AT), pieces);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void trim() {
        lock.lock();
        try {
            for (long chunk = first; chunk < end; chunk += total(chunk)) {
                if (!isLive(chunk)) {
                    merge(chunk);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        List<Long> seen = new ArrayList<>();
        lock.lock();
        try {
            for (long chunk = first; chunk < end; chunk += total(chunk)) {
                if (chunk + headerByteSize >= fromBlock) {
                    seen.addAll(List.of(chunk + headerByteSize, usable(total(chunk)), isLive(chunk) ? LIVE : 0));
                }
            }
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < seen.size(); i += 3) {
            if (!visitor.visit(seen.get(i), seen.get(i + 1), seen.get(i + 2) == LIVE)) {
                return i + 3 < seen.size() ? seen.get(i + 3) : 0;
            }
        }
        return 0;
    }

    @Override
    public void verify() {
        lock.lock();
        try {
            long chunk = first;
            while (chunk < end) {
                if (total(chunk) < 16 || total(chunk) % 16 != 0 || isLive(chunk) != isMarked(chunk + headerByteSize)) {
                    throw new HeapCorruptionException("chunk damaged: chunk=" + chunk + " total=" + total(chunk));
                }
                chunk += total(chunk);
            }
            if (chunk != end) {
                throw new HeapCorruptionException("last chunk reaches beyond the end: chunk=" + chunk + " end=" + end);
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return the chunk of a live block} @param block what may be one */
    long chunkOf(long block) {
        if (block < first || block >= end || block % 16 != 0 || !isMarked(block)) {
            throw new IllegalBlockException("block not live: block=" + block + " region=" + region.name(), block);
        }
        return block - headerByteSize;
    }

    private boolean isMarked(long block) {
        return block < end && (region.getLong(markWord(block)) >>> (block >>> 4) & 1) != 0;
    }

    private void mark(long block, boolean live) {
        long bit = 1L << (block >>> 4);
        long word = region.getLong(markWord(block));
        region.putLong(markWord(block), live ? word | bit : word & ~bit);
    }

    private static long markWord(long block) {
        return MARKS_AT + (block >>> 10) * Long.BYTES;
    }

    private long total(long chunk) {
        return region.getLong(chunk) & -16;
    }

    private boolean isLive(long chunk) {
        return (region.getLong(chunk) & LIVE) != 0;
    }

    private long usable(long total) {
        return Math.max(0, total - headerByteSize);
    }

    static long roundUp(long byteSize) {
        return byteSize + 15 & -16;
    }
}
