package org.malloc4j.tck.self;

import com.typesafe.config.ConfigFactory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** The few methods of a pool that the soak calls, over a faultless or faulty allocator, without the boot code. */
final class ProxyPool {
    private final MemorySegment memory;
    private final Allocator allocator;

    private ProxyPool(MemorySegment memory, Allocator allocator) {
        this.memory = memory;
        this.allocator = allocator;
    }

    /** {@return a pool} @param provider brings its allocator @param byteSize its size */
    static Pool over(AllocatorProvider provider, long byteSize) {
        MemorySegment memory = Arena.ofAuto().allocate(byteSize, 4096);
        Allocator allocator = provider.format(Region.of(memory), 0, ConfigFactory.empty());
        ProxyPool pool = new ProxyPool(memory, allocator);
        return (Pool) Proxy.newProxyInstance(ProxyPool.class.getClassLoader(), new Class<?>[] {Pool.class}, pool::invoke);
    }

    private Object invoke(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "segment" -> memory;
            case "tryAllocate" -> allocator.allocate((long) args[0], (long) args[1]);
            case "reallocate" -> reallocate((long) args[0], (long) args[1]);
            case "free" -> {
                allocator.free((long) args[0]);
                yield null;
            }
            case "statistics" -> allocator.statistics();
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private long reallocate(long block, long byteSize) {
        if (allocator.resize(block, byteSize)) {
            return block;
        }
        long moved = allocator.allocate(byteSize, 16);
        if (moved == 0) {
            throw new PoolExhaustedException("pool exhausted: byteSize=" + byteSize, byteSize, 0);
        }
        MemorySegment.copy(memory, block, memory, moved, Math.min(byteSize, allocator.byteSize(block)));
        allocator.free(block);
        return moved;
    }
}
