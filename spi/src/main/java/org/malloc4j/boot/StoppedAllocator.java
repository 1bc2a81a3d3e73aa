package org.malloc4j.boot;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Recoverable;

/**
 * Stands in for the allocator of a pool that nobody may use any more: it refuses everything but the figures.
 *
 * @param allocator the one it stands in for
 * @param sentence  why
 */
record StoppedAllocator(Allocator allocator, String sentence) implements Allocator, Recoverable {

    private HeapCorruptionException refusal() {
        return new HeapCorruptionException(sentence);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        throw refusal();
    }

    @Override
    public boolean resize(long block, long byteSize) {
        throw refusal();
    }

    @Override
    public void free(long block) {
        throw refusal();
    }

    @Override
    public long byteSize(long block) {
        throw refusal();
    }

    @Override
    public PoolStatistics statistics() {
        return allocator.statistics();
    }

    @Override
    public void trim() {
        throw refusal();
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        throw refusal();
    }

    @Override
    public void verify() {
        throw refusal();
    }

    @Override
    public void recover(int slot, int generation) {
        throw refusal();
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        throw refusal();
    }

    @Override
    public void freeFrom(long wordOffset) {
        throw refusal();
    }
}
