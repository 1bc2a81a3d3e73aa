package org.malloc4j.boot;

import com.typesafe.config.Config;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;
import org.malloc4j.spi.support.RecoverableLock;

/** A recoverable allocator to boot pools with: the shared heap parts under one lock. */
final class SingleLockProvider implements AllocatorProvider {
    static final String NAME = "SINGLE_LOCK";

    private final int layoutVersion;

    SingleLockProvider() {
        this(1);
    }

    SingleLockProvider(int layoutVersion) {
        this.layoutVersion = layoutVersion;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return layoutVersion;
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return FragmentHeap.minimumByteSize(tagByteSize);
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        return new SingleLock(FragmentHeap.format(region, tagByteSize));
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        return new SingleLock(FragmentHeap.attach(region, tagByteSize));
    }

    @Override
    public boolean growsInSteps() {
        return true;
    }

    /** The allocator. */
    private static final class SingleLock implements Allocator, Recoverable {
        private final FragmentHeap heap;
        private final RecoverableLock lock;

        SingleLock(FragmentHeap heap) {
            this.heap = heap;
            this.lock = heap.lock();
        }

        /** What is done with the lock held. */
        private interface Section {
            long run();
        }

        private long locked(Section section) {
            long held = lock.acquire();
            try {
                long result = section.run();
                lock.release(held);
                return result;
            } catch (Throwable failure) {
                lock.abandoned = held;
                lock.mend();
                throw failure;
            }
        }

        @Override
        public long allocate(long byteSize, long byteAlignment) {
            return locked(() -> heap.allocate(byteSize, byteAlignment));
        }

        @Override
        public boolean resize(long block, long byteSize) {
            return locked(() -> heap.resize(block, byteSize) ? 1 : 0) == 1;
        }

        @Override
        public void free(long block) {
            locked(() -> {
                heap.free(block);
                return 0;
            });
        }

        @Override
        public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
            return locked(() -> heap.allocateInto(wordOffset, byteSize, byteAlignment));
        }

        @Override
        public void freeFrom(long wordOffset) {
            locked(() -> {
                heap.freeFrom(wordOffset);
                return 0;
            });
        }

        @Override
        public long byteSize(long block) {
            return heap.byteSize(block);
        }

        @Override
        public PoolStatistics statistics() {
            return heap.statistics();
        }

        @Override
        public void trim() {
            heap.statistics();
        }

        @Override
        public long forEachBlock(long fromBlock, BlockVisitor visitor) {
            return heap.forEachBlock(fromBlock, visitor);
        }

        @Override
        public void verify() {
            locked(() -> {
                heap.verify();
                return 0;
            });
        }

        @Override
        public void recover(int slot, int generation) {
            lock.recover();
        }
    }
}
