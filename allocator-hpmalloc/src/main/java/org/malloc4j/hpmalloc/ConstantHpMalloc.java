package org.malloc4j.hpmalloc;

import java.lang.invoke.MethodHandles;

/**
 * A pool's allocator with all that belongs to the pool as a constant: each pool has a hidden copy of this class. The template
 * itself is never initialised.
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
        return allocate(OWN, byteSize, byteAlignment);
    }

    @Override
    public void free(long block) {
        free(OWN, block);
    }
}
