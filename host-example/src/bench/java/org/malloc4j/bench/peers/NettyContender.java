package org.malloc4j.bench.peers;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.malloc4j.bench.Blocks;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.Footprint;

/**
 * One of Netty's allocators, used from Netty's own kind of thread as in its event loops: only there do both keep caches for
 * the thread. What it has taken are the chunks it cuts buffers from.
 */
final class NettyContender implements Contender {
    private final ByteBufAllocator allocator;
    private final ByteBufAllocatorMetricProvider metrics;

    private <A extends ByteBufAllocator & ByteBufAllocatorMetricProvider> NettyContender(A allocator) {
        this.allocator = allocator;
        this.metrics = allocator;
    }

    static NettyContender pooled() {
        return new NettyContender(new PooledByteBufAllocator(true));
    }

    static NettyContender adaptive() {
        return new NettyContender(new AdaptiveByteBufAllocator(true));
    }

    @Override
    public Blocks blocks(int capacity) {
        return new NettyBlocks(allocator, capacity);
    }

    @Override
    public Thread thread(Runnable body) {
        return new FastThreadLocalThread(body);
    }

    @Override
    public Footprint footprint() {
        return Footprint.ofTaken(metrics.metric().usedDirectMemory());
    }

    @Override
    public void close() {
    }
}
