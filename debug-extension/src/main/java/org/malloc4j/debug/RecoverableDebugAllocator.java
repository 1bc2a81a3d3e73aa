package org.malloc4j.debug;

import java.lang.invoke.MethodHandles;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.PoolClass;
import org.malloc4j.spi.Recoverable;

/**
 * The same over an inner allocator that survives the death of a process inside it.
 *
 * <p>A pool that lives as long as its process has a hidden copy of this class: what belongs to the pool is a constant to the
 * JIT there, and its frames are on no stack that is walked for origins. The methods that such a pool is mostly used through
 * are therefore all here.
 */
final class RecoverableDebugAllocator extends DebugAllocator implements Recoverable {
    /** The pool's, if this is its own copy of the class, otherwise null. */
    private static final DebugParts OWN = own();
    private static final int OWN_FRAMES = OWN == null ? 1 : 0;

    private final DebugParts given;
    /** How many frames besides the pool's lie between a host and what this calls: this one's, and a guard's. */
    private final int frames;

    private RecoverableDebugAllocator() {
        this(OWN);
    }

    private RecoverableDebugAllocator(DebugParts parts) {
        super(parts.inner(), parts.ledger(), parts.sites());
        this.given = parts;
        this.frames = OWN_FRAMES + (parts.ledger().isConfined() ? 1 : 0);
    }

    /** {@return the allocator of a pool} */
    static DebugAllocator of(DebugParts parts) {
        return parts.region().isConstant()
                ? PoolClass.instance(MethodHandles.lookup(), RecoverableDebugAllocator.class, DebugAllocator.class, parts)
                : new RecoverableDebugAllocator(parts);
    }

    private static DebugParts own() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", DebugParts.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private DebugParts parts() {
        return OWN != null ? OWN : given;
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        Sampler taker = sampler();
        if (!taker.takes(byteSize)) {
            // Not by a method of its own: the JIT looks only so deep, and the inner allocator needs that.
            try {
                return parts().inner().allocate(byteSize, byteAlignment);
            } catch (HeapCorruptionException e) {
                throw explained(e);
            }
        }
        long block = allocateInner(byteSize, byteAlignment);
        if (block != 0) {
            try {
                remember(block, byteSize, sites().walker(frames).walk(sites().allocation()), taker);
            } catch (Throwable failure) {
                // The caller will never know of the block: it is as if it had never been.
                parts().inner().free(block);
                throw failure;
            }
        }
        return block;
    }

    private long allocateInner(long byteSize, long byteAlignment) {
        try {
            return parts().inner().allocate(byteSize, byteAlignment);
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
    }

    @Override
    public void free(long block) {
        if (!mayBeTracked(parts().tags(), block)) {
            try {
                parts().inner().free(block);
            } catch (IllegalBlockException e) {
                throw explained(e, "freed");
            } catch (HeapCorruptionException e) {
                throw explained(e);
            }
        } else {
            long state = liveState(block);
            freeTracked(block, state, namesWhoFrees(state, block)
                    ? ledger().freed(state, sites().walker(frames).walk(sites().release()))
                    : freedByNobody(state, block));
        }
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        Sampler taker = sampler();
        if (!taker.takes(byteSize)) {
            return allocateInnerInto(wordOffset, byteSize, byteAlignment);
        }
        long block = allocateInnerInto(wordOffset, byteSize, byteAlignment);
        if (block != 0) {
            // If this fails, the word holds the block all the same, and whoever owns the word owns it.
            remember(block, byteSize, sites().walker(frames + 1).walk(sites().allocation()), taker);
        }
        return block;
    }

    private long allocateInnerInto(long wordOffset, long byteSize, long byteAlignment) {
        try {
            return parts().recoverable().allocateInto(wordOffset, byteSize, byteAlignment);
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
    }

    @Override
    public void freeFrom(long wordOffset) {
        long block = parts().region().getLongAcquire(wordOffset);
        if (!mayBeTracked(parts().tags(), block)) {
            freeUntrackedFrom(wordOffset);
            return;
        }
        long state = liveState(block);
        long freed = namesWhoFrees(state, block)
                ? ledger().freed(state, sites().walker(frames + 1).walk(sites().release()))
                : freedByNobody(state, block);
        int rate = mark(block, state, freed);
        if (parts().region().getLongAcquire(wordOffset) != block) {
            // Somebody was quicker, and it is another block that this call is about.
            unmark(block, state, freed);
            rate = 0;
        }
        try {
            parts().recoverable().freeFrom(wordOffset);
        } catch (IllegalBlockException e) {
            parts().tags().filter().removeFreed(block, rate);
            throw explained(e, "freed");
        } catch (HeapCorruptionException e) {
            unmark(block, state, freed);
            throw explained(e);
        } catch (Throwable failure) {
            unmark(block, state, freed);
            throw failure;
        }
        parts().tags().filter().removeFreed(block, rate);
    }

    private void freeUntrackedFrom(long wordOffset) {
        try {
            parts().recoverable().freeFrom(wordOffset);
        } catch (IllegalBlockException e) {
            throw explained(e, "freed");
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
    }

    @Override
    public void recover(int slot, int generation) {
        parts().recoverable().recover(slot, generation);
    }

    @Override
    public void mend() {
        parts().recoverable().mend();
    }
}
