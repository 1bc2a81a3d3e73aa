package org.malloc4j.boot;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.Supplier;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;
import org.malloc4j.management.CommandException;

/**
 * The guard in front of a pool that belongs to one thread: the first that uses it. Statistics may be asked for by any
 * thread, and what else another one wants to see is looked up by the owner, in its next call.
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

    /** The owner while somebody visits: no thread is equal to it, so the owner's next call has to look twice. */
    private static final Thread VISITED = Thread.ofPlatform().unstarted(() -> { });
    private static final long STEP_MILLIS = 10;

    private final AllocatorPool pool;
    /** Null until the first use. Opaque reads do: a thread that doesn't read itself asks again with a compare-and-set. */
    private Thread owner;
    private volatile Visit<?> visit;

    ConfinedPool(AllocatorPool pool) {
        this.pool = pool;
    }

    private AllocatorPool own() {
        if ((Thread) OWNER.getOpaque(this) != Thread.currentThread()) {
            claim();
        }
        return pool;
    }

    private void claim() {
        Thread caller = Thread.currentThread();
        while (true) {
            Thread winner = (Thread) OWNER.compareAndExchange(this, (Thread) null, caller);
            if (winner == null || winner == caller) {
                return;
            }
            if (winner != VISITED) {
                throw wrongThread(winner, caller);
            }
            receive(visit, caller);
        }
    }

    /** Lets a visitor in, or waits until it is gone. */
    private void receive(Visit<?> visitor, Thread caller) {
        if (visitor.owner() != null && visitor.owner() != caller) {
            throw wrongThread(visitor.owner(), caller);
        }
        if (visitor.owner() == caller && visitor.take()) {
            OWNER.setRelease(this, caller);
            visitor.run();
        } else {
            Thread.onSpinWait();
        }
    }

    private WrongThreadException wrongThread(Thread winner, Thread caller) {
        return new WrongThreadException("pool is confined: pool=" + pool.role().key() + " owner=" + winner.getName()
                + " caller=" + caller.getName() + "; it belongs to the first thread that used it. Use it from there, "
                + "or set malloc4j.pkg.confined = false.");
    }

    /**
     * {@return what is to be seen in the pool} The owner looks, in its next call; where there is none, the caller does.
     *
     * @param look  what to do while nobody else is inside
     * @param limit how long to wait for the owner's next call
     * @throws CommandException if it made none
     */
    synchronized <T> T visit(Supplier<T> look, Duration limit) {
        Thread host = (Thread) OWNER.getVolatile(this);
        if (host == Thread.currentThread()) {
            return look.get();
        }
        Visit<T> visitor = new Visit<>(host, look);
        visit = visitor;
        if (!OWNER.compareAndSet(this, host, VISITED)) {
            // The first use, at this very moment.
            return visit(look, limit);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        boolean mine = host == null && visitor.take();
        while (!mine && !visitor.await(STEP_MILLIS)) {
            mine = (!host.isAlive() || System.nanoTime() > deadline) && visitor.take();
        }
        if (mine && host != null && host.isAlive()) {
            visitor.refuse(new CommandException("pool is confined and its thread is idle: pool=" + pool.role().key()
                    + " owner=" + host.getName() + "; only that thread may look into it, and it made no call of the pool "
                    + "in " + limit.toMillis() + " ms. Ask again while it works."));
        } else if (mine) {
            visitor.run();
        }
        // Unless the owner took the pool back to receive the visit.
        OWNER.compareAndSet(this, VISITED, host);
        return visitor.result();
    }

    /** Sends a visitor away who waits for the owner: there will be no next call. */
    void dismissVisitor() {
        Visit<?> visitor = visit;
        if (visitor != null && visitor.take()) {
            visitor.refuse(new CommandException("memory is being closed: pool=" + pool.role().key()));
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
