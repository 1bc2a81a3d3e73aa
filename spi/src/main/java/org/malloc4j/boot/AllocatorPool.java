package org.malloc4j.boot;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.LockWord;

/**
 * A pool over an allocator: it checks the arguments, calls the allocator, and says in a sentence what went wrong.
 *
 * <p>Nothing here asks whether the pool is closed. The JDK does so on every access to the memory; its exception gets a
 * sentence when it comes by.
 */
final class AllocatorPool implements Pool {
    /** What belongs to a pool beside its allocator. */
    record Setting(Role role, String instance, String allocatorName, MemorySegment segment, Region region,
                   Region rootRegion, long rootOffset, Supplier<String> refusal, Corruptions corruptions) {
    }

    // Plain, so that looking costs nothing: what a thread may miss when it is replaced, it finds a moment later.
    private Allocator allocator;
    private Linking linking;
    /** Why nobody may use the pool any more, or null. */
    private String stopped;
    private final MemorySegment segment;
    private final Setting setting;

    AllocatorPool(Allocator allocator, Setting setting) {
        this.allocator = allocator;
        this.linking = Linking.of(allocator, setting.region());
        this.segment = setting.segment();
        this.setting = setting;
    }

    /** Refuses everything from here on, but for the figures and for giving back locks. @param sentence says why */
    synchronized void stop(String sentence) {
        if (stopped == null) {
            // First, so that what the stand-in says isn't taken for damage that was found.
            stopped = sentence;
            StoppedAllocator standIn = new StoppedAllocator(allocator, sentence);
            allocator = standIn;
            linking = new Linking.OneStep(standIn);
        }
    }

    @Override
    public long allocate(long byteSize) {
        if (byteSize < 0) {
            throw illegalSize(byteSize);
        }
        long block;
        try {
            block = allocator.allocate(byteSize, BYTE_ALIGNMENT);
        } catch (HeapCorruptionException e) {
            found(e);
            return allocate(byteSize);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
        if (FlightRecorder.isInitialized()) {
            record(block, byteSize, BYTE_ALIGNMENT);
        }
        if (block == NULL) {
            throw exhausted(byteSize, BYTE_ALIGNMENT);
        }
        return block;
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        long block = tryAllocate(byteSize, byteAlignment);
        if (block == NULL) {
            throw exhausted(byteSize, byteAlignment);
        }
        return block;
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        long block = attempt(byteSize, byteAlignment);
        if (FlightRecorder.isInitialized()) {
            record(block, byteSize, byteAlignment);
        }
        return block;
    }

    private void record(long block, long byteSize, long byteAlignment) {
        if (block == NULL) {
            PoolRecord.exhausted(setting, allocator, byteSize, byteAlignment);
        } else {
            PoolRecord.allocated(setting, block, byteSize);
        }
    }

    private long attempt(long byteSize, long byteAlignment) {
        if (byteSize < 0) {
            throw illegalSize(byteSize);
        }
        // A power of two has no bit in common with its predecessor; the rest is between 1 and 4096.
        if (byteAlignment <= 0 || byteAlignment > MAX_BYTE_ALIGNMENT || (byteAlignment & byteAlignment - 1) != 0) {
            throw new IllegalArgumentException("alignment is no power of two from 1 to 4096: byteAlignment="
                    + byteAlignment);
        }
        try {
            return allocator.allocate(byteSize, Math.max(byteAlignment, BYTE_ALIGNMENT));
        } catch (HeapCorruptionException e) {
            found(e);
            return tryAllocate(byteSize, byteAlignment);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public long reallocate(long block, long byteSize) {
        if (block == NULL) {
            return allocate(byteSize);
        }
        if (byteSize < 0) {
            throw illegalSize(byteSize);
        }
        if (byteSize == 0) {
            free(block);
            return NULL;
        }
        try {
            return allocator.resize(block, byteSize) ? block : move(block, byteSize);
        } catch (HeapCorruptionException e) {
            found(e);
            return reallocate(block, byteSize);
        } catch (IllegalStateException | IllegalBlockException e) {
            throw refused(e);
        }
    }

    private long move(long block, long byteSize) {
        long usable = allocator.byteSize(block);
        long moved = allocator.allocate(byteSize, BYTE_ALIGNMENT);
        if (FlightRecorder.isInitialized()) {
            record(moved, byteSize, BYTE_ALIGNMENT);
        }
        if (moved == NULL) {
            if (byteSize <= usable) {
                return block;
            }
            throw exhausted(byteSize, BYTE_ALIGNMENT);
        }
        try {
            MemorySegment.copy(segment, block, segment, moved, Math.min(usable, byteSize));
            if (FlightRecorder.isInitialized()) {
                PoolRecord.freeing(setting, allocator, block);
            }
            allocator.free(block);
            return moved;
        } catch (IllegalBlockException e) {
            // Another thread freed the block meanwhile: what was made for it has no owner.
            allocator.free(moved);
            throw e;
        } catch (HeapCorruptionException e) {
            allocator.free(moved);
            throw e;
        }
    }

    @Override
    public void free(long block) {
        if (block != NULL) {
            if (FlightRecorder.isInitialized()) {
                PoolRecord.freeing(setting, allocator, block);
            }
            try {
                allocator.free(block);
            } catch (HeapCorruptionException e) {
                found(e);
                free(block);
            } catch (IllegalStateException | IllegalBlockException e) {
                throw refused(e);
            }
        }
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize) {
        checkWord("link", wordOffset);
        if (byteSize < 0) {
            throw illegalSize(byteSize);
        }
        long block;
        try {
            block = linking.allocateInto(wordOffset, byteSize, BYTE_ALIGNMENT);
        } catch (HeapCorruptionException e) {
            found(e);
            return allocateInto(wordOffset, byteSize);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
        if (FlightRecorder.isInitialized()) {
            record(block, byteSize, BYTE_ALIGNMENT);
        }
        if (block == NULL) {
            throw exhausted(byteSize, BYTE_ALIGNMENT);
        }
        return block;
    }

    @Override
    public void freeFrom(long wordOffset) {
        checkWord("link", wordOffset);
        if (FlightRecorder.isInitialized() && setting.region().getLong(wordOffset) != NULL) {
            PoolRecord.freeing(setting, allocator, setting.region().getLong(wordOffset));
        }
        try {
            linking.freeFrom(wordOffset);
        } catch (HeapCorruptionException e) {
            found(e);
            freeFrom(wordOffset);
        } catch (IllegalStateException | IllegalBlockException e) {
            throw refused(e);
        }
    }

    @Override
    public long byteSize(long block) {
        try {
            return allocator.byteSize(block);
        } catch (HeapCorruptionException e) {
            found(e);
            return byteSize(block);
        } catch (IllegalStateException | IllegalBlockException e) {
            throw refused(e);
        }
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public MemorySegment segmentOf(long block) {
        return segment.asSlice(block, byteSize(block));
    }

    @Override
    public Arena arena() {
        return new PoolArena(this);
    }

    @Override
    public long root() {
        try {
            return setting.rootRegion().getLongAcquire(setting.rootOffset());
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public boolean compareAndSetRoot(long expected, long block) {
        refuseIfStopped();
        try {
            return setting.rootRegion().compareAndSetLong(setting.rootOffset(), expected, block);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public boolean lock(long wordOffset) {
        checkWord("lock", wordOffset);
        refuseIfStopped();
        try {
            return LockWord.acquire(setting.region(), wordOffset);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public void unlock(long wordOffset) {
        checkWord("lock", wordOffset);
        try {
            LockWord.release(setting.region(), wordOffset);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    private void checkWord(String what, long wordOffset) {
        if ((wordOffset & Long.BYTES - 1) != 0 || wordOffset < 0 || wordOffset > segment.byteSize() - Long.BYTES) {
            throw new IllegalArgumentException(what + " is no word of the pool: wordOffset=" + wordOffset + " pool="
                    + setting.role().key() + " byteSize=" + segment.byteSize() + "; it must be a multiple of 8 inside it");
        }
    }

    @Override
    public PoolStatistics statistics() {
        try {
            return allocator.statistics();
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public void trim() {
        try {
            allocator.trim();
        } catch (HeapCorruptionException e) {
            found(e);
            trim();
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public void verify() {
        try {
            allocator.verify();
        } catch (HeapCorruptionException e) {
            found(e);
            verify();
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public Role role() {
        return setting.role();
    }

    @Override
    public String allocator() {
        return setting.allocatorName();
    }

    private static IllegalArgumentException illegalSize(long byteSize) {
        return new IllegalArgumentException("size is negative: byteSize=" + byteSize);
    }

    private PoolExhaustedException exhausted(long byteSize, long byteAlignment) {
        PoolStatistics statistics = statistics();
        return new PoolExhaustedException(PoolText.exhausted(setting.role(), statistics, byteSize, byteAlignment,
                setting.refusal().get()), byteSize, statistics.largestFree());
    }

    /** What the allocator found damaged is dealt with. Returns if the operation may be tried again. */
    private void found(HeapCorruptionException e) {
        if (stopped != null) {
            throw e;
        }
        if (setting.corruptions().halts()) {
            stop("pool is corrupt: pool=" + setting.role().key() + "; this process is about to end");
        }
        setting.corruptions().found(e);
    }

    private RuntimeException refused(RuntimeException e) {
        if (e instanceof IllegalBlockException misuse) {
            setting.corruptions().misused(misuse);
        }
        return e instanceof IllegalStateException illegal ? closed(illegal) : e;
    }

    private void refuseIfStopped() {
        if (stopped != null) {
            throw new HeapCorruptionException(stopped);
        }
    }

    private IllegalStateException closed(IllegalStateException e) {
        return segment.scope().isAlive() ? e : new IllegalStateException("pool is closed: pool=" + setting.role().key()
                + " instance=" + setting.instance() + "; its memory was given back by Memory.close()", e);
    }
}
