package org.malloc4j.debug;

import org.malloc4j.CorruptionReport;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Contended;
import org.malloc4j.spi.Retiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes every operation of an allocator to the log {@code org.malloc4j.debug.trace}, with its caller. For development. */
class Trace<A extends Allocator> implements Allocator, Contended, Retiring {
    private static final Logger LOGGER = LoggerFactory.getLogger("org.malloc4j.debug.trace");
    /** The decorator's two, and this one. */
    private static final int FRAMES = 2;

    private final A inner;
    private final String pool;
    private final CallSites sites;

    Trace(A inner, String pool, CallSites sites) {
        this.inner = inner;
        this.pool = pool;
        this.sites = sites;
    }

    final A inner() {
        return inner;
    }

    final void log(String operation, long block, long byteSize) {
        CallSite caller = sites.walker(FRAMES).walk(sites.search());
        if (byteSize < 0) {
            LOGGER.info("{}: pool={} block={} by={}", operation, pool, block, caller);
        } else {
            LOGGER.info("{}: pool={} block={} byteSize={} by={}", operation, pool, block, byteSize, caller);
        }
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        long block = inner.allocate(byteSize, byteAlignment);
        log(block == 0 ? "allocate refused" : "allocate", block, byteSize);
        return block;
    }

    @Override
    public boolean resize(long block, long byteSize) {
        boolean done = inner.resize(block, byteSize);
        log(done ? "resize" : "resize refused", block, byteSize);
        return done;
    }

    @Override
    public void free(long block) {
        log("free", block, -1);
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
    public long waits() {
        return inner instanceof Contended contended ? contended.waits() : 0;
    }

    @Override
    public boolean retire(CorruptionReport report) {
        return inner instanceof Retiring retiring && retiring.retire(report);
    }

    @Override
    public long retired() {
        return inner instanceof Retiring retiring ? retiring.retired() : 0;
    }

    @Override
    public long retiredByteSize() {
        return inner instanceof Retiring retiring ? retiring.retiredByteSize() : 0;
    }
}
