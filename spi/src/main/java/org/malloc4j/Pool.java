package org.malloc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A region of off-heap memory bound to a {@linkplain Role role}, with the allocator the configuration named for it.
 *
 * <p>A <em>block</em> is what an allocation returns: the offset, in bytes, of its first byte from the start of
 * {@link #segment()}. It is a plain {@code long}: the same block has the same number in every process that shares the
 * pool, so blocks can be stored inside blocks. {@link #NULL} is no block.
 *
 * {@snippet :
 * long block = pool.allocate(64);
 * pool.segment().set(ValueLayout.JAVA_LONG, block, 42L);
 * pool.free(block);
 * }
 *
 * <p>All methods are safe for use by many threads and, on a shared pool, by many processes at once; except that a pool
 * configured as {@code confined} belongs to the first thread that uses it and throws {@link WrongThreadException} to all
 * others, {@link #statistics()} aside.
 *
 * <p>A block that isn't live (freed before, the middle of a block, never allocated) is answered with
 * {@link IllegalBlockException} and never harms the pool. After {@link Memory#close()} every method that touches the
 * pool's memory throws {@link IllegalStateException}.
 *
 * @apiNote The JDK can't tell a freed block from a live one: a {@link MemorySegment} obtained for a block stays
 * accessible after {@link #free(long)}, because its scope is the whole mapping. Reading or writing it then touches memory
 * that may belong to somebody else by now.
 */
public interface Pool {
    /** No block: what {@link #tryAllocate} returns if it can't, and what an empty word of the pool holds. */
    long NULL = 0L;

    /** The alignment, in bytes, of every block. */
    long BYTE_ALIGNMENT = 16L;

    /** The largest alignment, in bytes, that can be asked for. */
    long MAX_BYTE_ALIGNMENT = 4096L;

    /**
     * Allocates a block, aligned to 16 bytes. Its contents are undefined.
     *
     * @param byteSize the size in bytes; 0 gives a block of its own that may be freed like any other
     * @return the block, never {@link #NULL}
     * @throws PoolExhaustedException   if the pool can't serve the request
     * @throws IllegalArgumentException if {@code byteSize} is negative
     */
    long allocate(long byteSize);

    /**
     * Allocates a block. Its contents are undefined.
     *
     * @param byteSize      the size in bytes; 0 gives a block of its own that may be freed like any other
     * @param byteAlignment the alignment in bytes: a power of two, at most {@value #MAX_BYTE_ALIGNMENT}; fewer than 16
     *                      give 16
     * @return the block, never {@link #NULL}
     * @throws PoolExhaustedException   if the pool can't serve the request
     * @throws IllegalArgumentException if {@code byteSize} is negative or {@code byteAlignment} is no such power of two
     */
    long allocate(long byteSize, long byteAlignment);

    /**
     * Allocates a block like {@link #allocate(long, long)}, but answers {@link #NULL} if the pool can't serve the
     * request.
     *
     * @param byteSize      the size in bytes
     * @param byteAlignment the alignment in bytes: a power of two, at most {@value #MAX_BYTE_ALIGNMENT}
     * @return the block, or {@link #NULL}
     * @throws IllegalArgumentException if {@code byteSize} is negative or {@code byteAlignment} is no such power of two
     */
    long tryAllocate(long byteSize, long byteAlignment);

    /**
     * Changes a block's size, in place where that is possible, otherwise by moving it. The contents are kept up to the
     * smaller of both sizes. The alignment of the new block is 16 bytes.
     *
     * <p>As C programmers expect, {@code reallocate(NULL, n)} allocates, and {@code reallocate(block, 0)} frees and
     * returns {@link #NULL}.
     *
     * @param block    a live block, or {@link #NULL}
     * @param byteSize the new size in bytes
     * @return the block under its new number
     * @throws PoolExhaustedException   if the pool can't serve the request; the old block is untouched
     * @throws IllegalBlockException    if {@code block} isn't live
     * @throws IllegalArgumentException if {@code byteSize} is negative
     */
    long reallocate(long block, long byteSize);

    /**
     * Frees a block. {@code free(NULL)} does nothing.
     *
     * @param block a live block, or {@link #NULL}
     * @throws IllegalBlockException if {@code block} isn't live
     */
    void free(long block);

    /**
     * Allocates a block, aligned to 16 bytes, and stores it in a word of the pool: both or neither, whenever the process
     * is killed. A block that {@link #allocate(long)} has just returned leaks if the process dies before it has stored
     * the block anywhere; this closes the gap.
     *
     * <p>What the word held is overwritten. Whoever reads the block there, in any process, may free it. Nobody else may
     * write to the word meanwhile.
     *
     * @param wordOffset the offset of the word in {@link #segment()}: a multiple of 8, in a live block; that it is one of
     *                   the caller's is not checked, no more than for any other store
     * @param byteSize   the size in bytes
     * @return the block, never {@link #NULL}
     * @throws PoolExhaustedException   if the pool can't serve the request; the word is as it was
     * @throws IllegalArgumentException if {@code byteSize} is negative, or {@code wordOffset} is no multiple of 8 or lies
     *                                  outside the pool
     * @implNote An allocator that isn't recoverable serves one process alone; on its pools these are two steps.
     */
    long allocateInto(long wordOffset, long byteSize);

    /**
     * Frees the block stored in a word of the pool and stores {@link #NULL} there: both or neither, whenever the process
     * is killed. A word that holds {@link #NULL} stays as it is. Nobody else may write to the word meanwhile.
     *
     * @param wordOffset the offset of the word in {@link #segment()}: a multiple of 8, in a live block that isn't the one
     *                   it names
     * @throws IllegalBlockException    if what the word holds isn't live; the word is as it was
     * @throws IllegalArgumentException if {@code wordOffset} is no multiple of 8 or lies outside the pool
     */
    void freeFrom(long wordOffset);

    /**
     * {@return how many bytes of the block may be used: at least what was asked for}
     *
     * @param block a live block
     * @throws IllegalBlockException if {@code block} isn't live
     */
    long byteSize(long block);

    /**
     * {@return the pool's memory, without malloc4j's own} A block is an offset into it.
     */
    MemorySegment segment();

    /**
     * {@return the memory of one block}, bounds-checked by the JDK.
     *
     * @param block a live block
     * @throws IllegalBlockException if {@code block} isn't live
     */
    MemorySegment segmentOf(long block);

    /**
     * {@return a new arena over this pool}, for libraries that allocate through the JDK's interface. Its segments are
     * zero-filled and have exactly the size that was asked for; {@link Arena#close()} frees them all. The arena may be
     * used by many threads.
     */
    Arena arena();

    /** {@return the block registered as the pool's root, or {@link #NULL}} Here a restarted host finds its structures. */
    long root();

    /**
     * Registers a block as the pool's root, if the root still is what the caller thinks. What was written to the block
     * before is visible to whoever reads the root afterwards, in any process.
     *
     * @param expected what the root should be now
     * @param block    what it shall be
     * @return whether the root was {@code expected} and now is {@code block}
     */
    boolean compareAndSetRoot(long expected, long block);

    /**
     * Takes the lock that lives in one word of the pool, waiting for it as long as it takes. Threads of all processes
     * that share the pool exclude each other by it. A lock is one word, at a multiple of 8, that held 0 before its
     * first use; nothing else may be stored in it. It isn't reentrant.
     *
     * <p>An owner that dies doesn't take the lock along: the next one gets it and is told so.
     * {@snippet :
     * boolean ownerDied = pool.lock(table + LOCK);
     * try {
     *     if (ownerDied) {
     *         // what the lock protects may be half done: mend it
     *     }
     * } finally {
     *     pool.unlock(table + LOCK);
     * }
     * }
     *
     * @param wordOffset the offset of the word in {@link #segment()}
     * @return whether the last owner's process died while it held the lock
     * @throws IllegalArgumentException if {@code wordOffset} is no multiple of 8 inside the pool
     */
    boolean lock(long wordOffset);

    /**
     * Gives back a lock taken with {@link #lock(long)}. What was written before is visible to the next owner.
     *
     * @param wordOffset the offset of the word in {@link #segment()}
     * @throws IllegalMonitorStateException if this process doesn't hold the lock
     */
    void unlock(long wordOffset);

    /** {@return what the pool holds now} Never blocks; any thread may ask. */
    PoolStatistics statistics();

    /** Flushes every cache and deferred merge of the allocator, so that free memory lies in as few pieces as it can. */
    void trim();

    /**
     * Walks the whole pool and checks every invariant of the allocator.
     *
     * @throws HeapCorruptionException if one is broken, with the evidence
     */
    void verify();

    /** {@return what the pool is for} */
    Role role();

    /** {@return the name of the allocator that serves the pool, with its decorator's suffix: {@code HP_MALLOC_DBG}} */
    String allocator();
}
