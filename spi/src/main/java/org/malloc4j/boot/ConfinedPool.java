package org.malloc4j.boot;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;

/**
 * The guard in front of a pool that belongs to one thread: the first that uses it. Statistics may be asked for by any
 * thread.
 */
final class ConfinedPool implements Pool {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(ConfinedPool.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AllocatorPool pool;
    /** Null until the first use. Plain reads do: a thread that doesn't read itself asks again with a compare-and-set. */
    private Thread owner;

    ConfinedPool(AllocatorPool pool) {
        this.pool = pool;
    }

    private AllocatorPool own() {
        if (owner != Thread.currentThread()) {
            claim();
        }
        return pool;
    }

    private void claim() {
        Thread caller = Thread.currentThread();
        Thread winner = (Thread) OWNER.compareAndExchange(this, (Thread) null, caller);
        if (winner != null && winner != caller) {
            throw new WrongThreadException("pool is confined: pool=" + pool.role().key() + " owner=" + winner.getName()
                    + " caller=" + caller.getName() + "; it belongs to the first thread that used it. Use it from there, "
                    + "or set malloc4j.pkg.confined = false.");
        }
    }

    @Override
    public long allocate(long byteSize) {
        return own().allocate(byteSize);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        return own().allocate(byteSize, byteAlignment);
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        return own().tryAllocate(byteSize, byteAlignment);
    }

    @Override
    public long reallocate(long block, long byteSize) {
        return own().reallocate(block, byteSize);
    }

    @Override
    public void free(long block) {
        own().free(block);
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize) {
        return own().allocateInto(wordOffset, byteSize);
    }

    @Override
    public void freeFrom(long wordOffset) {
        own().freeFrom(wordOffset);
    }

    @Override
    public long byteSize(long block) {
        return own().byteSize(block);
    }

    @Override
    public MemorySegment segment() {
        return own().segment();
    }

    @Override
    public MemorySegment segmentOf(long block) {
        return own().segmentOf(block);
    }

    @Override
    public Arena arena() {
        own();
        return new PoolArena(this);
    }

    @Override
    public long root() {
        return own().root();
    }

    @Override
    public boolean compareAndSetRoot(long expected, long block) {
        return own().compareAndSetRoot(expected, block);
    }

    @Override
    public boolean lock(long wordOffset) {
        return own().lock(wordOffset);
    }

    @Override
    public void unlock(long wordOffset) {
        own().unlock(wordOffset);
    }

    @Override
    public PoolStatistics statistics() {
        return pool.statistics();
    }

    @Override
    public void trim() {
        own().trim();
    }

    @Override
    public void verify() {
        own().verify();
    }

    @Override
    public Role role() {
        return pool.role();
    }

    @Override
    public String allocator() {
        return pool.allocator();
    }
}
