package org.malloc4j.example.switchboard;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;

/**
 * A pool without an allocator's cleverness, to test the host alone: first fit, exact accounts, fresh memory full of
 * garbage, an allocation that fails on demand, and locks whose owner can be declared dead.
 */
public final class PlainPool implements Pool {
    private static final long FIRST = 64;
    private static final byte GARBAGE = (byte) 0xA5;

    private final MemorySegment segment;
    private final TreeMap<Long, Long> blocks = new TreeMap<>();
    private final Map<Long, Semaphore> locks = new ConcurrentHashMap<>();
    private final Map<Long, Boolean> dead = new ConcurrentHashMap<>();
    private long root;
    private long allocationsUntilFailure = Long.MAX_VALUE;
    private Runnable beforeEachCall = () -> { };

    public PlainPool(long byteSize) {
        segment = Arena.ofAuto().allocate(byteSize, MAX_BYTE_ALIGNMENT);
    }

    /** From the n-th allocation on, all fail; 0: the next one does. */
    public synchronized void failAfter(long allocations) {
        allocationsUntilFailure = allocations;
    }

    /** Runs before each allocation, each free and each change of the root: it may throw, as if the process died there. */
    public void beforeEachCall(Runnable action) {
        beforeEachCall = action;
    }

    /** The owner of this lock, if there is one, died. */
    public void ownerDied(long wordOffset) {
        dead.put(wordOffset, true);
        lockAt(wordOffset).drainPermits();
        lockAt(wordOffset).release();
    }

    /** Every lock that is held loses its owner. */
    public void allOwnersDied() {
        locks.forEach((word, lock) -> {
            if (lock.availablePermits() == 0) {
                ownerDied(word);
            }
        });
    }

    @Override
    public long allocate(long byteSize) {
        return allocate(byteSize, BYTE_ALIGNMENT);
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        long block = tryAllocate(byteSize, byteAlignment);
        if (block == NULL) {
            throw new PoolExhaustedException("pool exhausted: byteSize=" + byteSize, byteSize, 0);
        }
        return block;
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        beforeEachCall.run();
        synchronized (this) {
            if (allocationsUntilFailure-- <= 0) {
                allocationsUntilFailure = 0;
                return NULL;
            }
            long size = Math.max(16, (byteSize + 15) & -16);
            long start = FIRST;
            for (Map.Entry<Long, Long> block : blocks.entrySet()) {
                if (aligned(start, byteAlignment) + size <= block.getKey()) {
                    break;
                }
                start = block.getKey() + block.getValue();
            }
            start = aligned(start, byteAlignment);
            if (start + size > segment.byteSize()) {
                return NULL;
            }
            blocks.put(start, size);
            segment.asSlice(start, size).fill(GARBAGE);
            return start;
        }
    }

    private static long aligned(long offset, long byteAlignment) {
        long alignment = Math.max(BYTE_ALIGNMENT, byteAlignment);
        return (offset + alignment - 1) & -alignment;
    }

    @Override
    public long reallocate(long block, long byteSize) {
        throw new UnsupportedOperationException("the host never reallocates");
    }

    @Override
    public void free(long block) {
        beforeEachCall.run();
        synchronized (this) {
            Long size = block == NULL ? Long.valueOf(0) : blocks.remove(block);
            if (size == null) {
                throw new IllegalBlockException("block not live: block=" + block, block);
            }
            segment.asSlice(block, size).fill(GARBAGE);
        }
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize) {
        long block = allocate(byteSize);
        segment.set(ValueLayout.JAVA_LONG, wordOffset, block);
        return block;
    }

    @Override
    public void freeFrom(long wordOffset) {
        free(segment.get(ValueLayout.JAVA_LONG, wordOffset));
        segment.set(ValueLayout.JAVA_LONG, wordOffset, NULL);
    }

    @Override
    public synchronized long byteSize(long block) {
        Long size = blocks.get(block);
        if (size == null) {
            throw new IllegalBlockException("block not live: block=" + block, block);
        }
        return size;
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public synchronized MemorySegment segmentOf(long block) {
        return segment.asSlice(block, blocks.get(block));
    }

    @Override
    public Arena arena() {
        throw new UnsupportedOperationException("the host uses no arenas");
    }

    @Override
    public synchronized long root() {
        return root;
    }

    @Override
    public boolean compareAndSetRoot(long expected, long block) {
        beforeEachCall.run();
        synchronized (this) {
            boolean same = root == expected;
            root = same ? block : root;
            return same;
        }
    }

    private Semaphore lockAt(long wordOffset) {
        return locks.computeIfAbsent(wordOffset, word -> new Semaphore(1));
    }

    @Override
    public boolean lock(long wordOffset) {
        lockAt(wordOffset).acquireUninterruptibly();
        return dead.remove(wordOffset) != null;
    }

    @Override
    public void unlock(long wordOffset) {
        lockAt(wordOffset).release();
    }

    @Override
    public synchronized PoolStatistics statistics() {
        long used = blocks.values().stream().mapToLong(Long::longValue).sum();
        long free = segment.byteSize() - used;
        return new PoolStatistics(segment.byteSize(), used, used, used, free, free, blocks.size(), 1);
    }

    @Override
    public void trim() {
        // There is nothing to flush.
    }

    @Override
    public void verify() {
        // There is nothing to check.
    }

    @Override
    public Role role() {
        return Role.SHM;
    }

    @Override
    public String allocator() {
        return "PLAIN";
    }
}
