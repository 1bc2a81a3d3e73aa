package org.malloc4j.hpmalloc;

import java.lang.invoke.MethodHandles;
import org.malloc4j.spi.PoolClass;

/** Allocates and frees blocks of the calling thread's own heap. Each pool has an implementation of its own. */
abstract class OwnBlocks {
    static final int FREED = 0;
    static final int NOT_LIVE = 1;
    static final int NOT_MINE = 2;

    static OwnBlocks of(Heaps heaps) {
        return PoolClass.instance(MethodHandles.lookup(), OwnBlocksOfPool.class, OwnBlocks.class, heaps);
    }

    /** {@return a block; 0 if there is no slot, or the thread has no heap of its own} @param byteSize a small one */
    abstract long allocate(long byteSize);

    /** {@return what became of it} @param block any number */
    abstract int free(long block);
}
