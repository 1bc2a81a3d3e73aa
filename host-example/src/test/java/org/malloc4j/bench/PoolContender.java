package org.malloc4j.bench;

import com.typesafe.config.ConfigFactory;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;

/**
 * One of malloc4j's pools, booted the way every host boots it. Only its own role gets the contender's allocator, which need
 * not be able to serve the other one.
 */
final class PoolContender implements Contender {
    private static final long OTHER_ROLE_BYTE_SIZE = 1L << 20;

    private final Memory memory;
    private final Pool pool;
    private final PoolStatistics fresh;
    private final boolean confined;
    private final PoolTables tables;

    PoolContender(ContenderId id, ContenderSource.Setting setting) {
        boolean shm = id.isShared();
        confined = id.role().equals(ContenderId.PKG_CONFINED);
        memory = Memory.boot(ConfigFactory.parseMap(Map.of(
                shm ? Settings.SHM_ALLOCATOR : Settings.PKG_ALLOCATOR, id.name(),
                Settings.INSTANCE, setting.instance(),
                Settings.SHM_SIZE, shm ? setting.byteSize() : OTHER_ROLE_BYTE_SIZE,
                Settings.PKG_SIZE, shm ? OTHER_ROLE_BYTE_SIZE : setting.byteSize(),
                Settings.CONFINED, confined)).withFallback(Settings.given()));
        pool = shm ? memory.shm() : memory.pkg();
        fresh = pool.statistics();
        tables = new PoolTables(pool);
    }

    @Override
    public Blocks blocks(int capacity) {
        return tables.table(fresh.realUsedSize(), capacity);
    }

    @Override
    public Optional<Blocks> sharedBlocks(MemorySegment numbers) {
        return Optional.of(new SharedPoolBlocks(pool, numbers));
    }

    @Override
    public boolean isConfined() {
        return confined;
    }

    /** Marks and tables that grow with the pool, not with what is in it, are no part of what blocks take. */
    @Override
    public Footprint footprint() {
        PoolStatistics now = pool.statistics();
        long before = fresh.realUsedSize();
        long beside = now.realUsedSize() - before - now.usedSize();
        return new Footprint(now.realUsedSize() - before, now.maxUsedSize() - before,
                now.fragments() == 0 ? Footprint.UNKNOWN : (double) beside / now.fragments(), now.fragments(),
                now.freeFragments() - fresh.freeFragments());
    }

    @Override
    public void trim() {
        pool.trim();
    }

    @Override
    public void close() {
        memory.close();
    }
}
