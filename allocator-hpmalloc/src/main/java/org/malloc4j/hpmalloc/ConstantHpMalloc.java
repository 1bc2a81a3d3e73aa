package org.malloc4j.hpmalloc;

import java.lang.invoke.MethodHandles;

/**
 * A pool's allocator with all that belongs to the pool as a constant: each pool has a hidden copy of this class. The template
 * itself is never initialised.
 *
 * <p>What to do is written out here once more, as few calls deep as can be: the JIT looks no deeper than fifteen, of which the
 * JDK needs seven for an access to memory, a host has its own, and a decorator one.
 */
final class ConstantHpMalloc extends HpMallocAllocator {
    private static final OwnBlocks OWN = own();

    private ConstantHpMalloc() {
        super(OWN);
    }

    private static OwnBlocks own() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", OwnBlocks.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        if (byteSize > OWN.largest() || byteAlignment > ALIGNMENT) {
            return allocateLarge(byteSize, byteAlignment);
        }
        long block = OWN.allocate(byteSize);
        return block != 0 ? block : allocateOtherwise(byteSize);
    }

    @Override
    public void free(long block) {
        if (OWN.free(block) != OwnBlocks.FREED) {
            freeOtherwise(block);
        }
    }
}
