package org.malloc4j.boot;

import com.typesafe.config.Config;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;
import org.malloc4j.spi.support.LockedAllocator;

/** A recoverable allocator to boot pools with: the shared heap parts under one lock. */
class SingleLockProvider implements AllocatorProvider {
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

    /** {@return an allocator over a heap} */
    static Allocator of(FragmentHeap heap) {
        return new SingleLock(heap);
    }

    /** The allocator. */
    private static final class SingleLock extends LockedAllocator {
        private final FragmentHeap heap;

        SingleLock(FragmentHeap heap) {
            super(heap.lock());
            this.heap = heap;
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
            return heap.resize(block, byteSize);
        }

        @Override
        protected void freeHeld(long block) {
            heap.free(block);
        }

        @Override
        protected void freeFromHeld(long wordOffset) {
            heap.freeFrom(wordOffset);
        }

        @Override
        protected boolean flushHeld(int most) {
            return heap.flush(most);
        }

        @Override
        protected void verifyHeld() {
            heap.verify();
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
        public long forEachBlock(long fromBlock, BlockVisitor visitor) {
            return heap.forEachBlock(fromBlock, visitor);
        }
    }
}
