package org.malloc4j.tck.self;

import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Tagged;

/** Passes everything on to another allocator, so that a faulty one need only say what it gets wrong. */
class ForwardingAllocator implements Allocator, Tagged {
    final Allocator inner;

    ForwardingAllocator(Allocator inner) {
        this.inner = inner;
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        return inner.allocate(byteSize, byteAlignment);
    }

    @Override
    public boolean resize(long block, long byteSize) {
        return inner.resize(block, byteSize);
    }

    @Override
    public void free(long block) {
        inner.free(block);
    }

    @Override
    public long byteSize(long block) {
        return inner.byteSize(block);
    }

    @Override
    public PoolStatistics statistics() {
        return inner.statistics();
    }

    @Override
    public void trim() {
        inner.trim();
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return inner.forEachBlock(fromBlock, visitor);
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
    public long tag(long block) {
        return ((Tagged) inner).tag(block);
    }
}
