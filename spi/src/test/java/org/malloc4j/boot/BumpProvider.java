package org.malloc4j.boot;

import com.typesafe.config.Config;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Region;

/** An allocator with no powers at all: it hands out ever higher blocks, takes none back, and can't recover. */
final class BumpProvider implements AllocatorProvider {
    private static final long FIRST = 16;

    @Override
    public String name() {
        return "BUMP";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return 1;
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return 4096;
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        region.putLong(0, FIRST);
        return new Bump(region);
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        return new Bump(region);
    }

    /** The allocator; the first word of its region is the next block. Before each block is a word with its size. */
    private record Bump(Region region) implements Allocator {
        @Override
        public synchronized long allocate(long byteSize, long byteAlignment) {
            long block = region.getLong(0) + Long.BYTES + byteAlignment - 1 & -byteAlignment;
            if (byteSize > region.byteSize() - block) {
                return 0;
            }
            region.putLong(block - Long.BYTES, byteSize);
            region.putLong(0, block + byteSize + Long.BYTES - 1 & -Long.BYTES);
            return block;
        }

        @Override
        public boolean resize(long block, long byteSize) {
            return false;
        }

        @Override
        public void free(long block) {
            byteSize(block);
        }

        @Override
        public long byteSize(long block) {
            return region.getLong(block - Long.BYTES);
        }

        @Override
        public PoolStatistics statistics() {
            long used = region.getLong(0);
            long free = region.byteSize() - used;
            return new PoolStatistics(region.byteSize(), used, used, used, free, free, 0, 1);
        }

        @Override
        public void trim() {
            statistics();
        }

        @Override
        public long forEachBlock(long fromBlock, BlockVisitor visitor) {
            return 0;
        }

        @Override
        public void verify() {
            statistics();
        }
    }
}
