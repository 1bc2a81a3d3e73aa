package org.malloc4j.hpmalloc;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** HP_MALLOC keeps the contract of every allocator. */
class HpMallocContractTest extends AllocatorContract {
    static final double HIGH_WATER_LIMIT = 1.10;

    @Override
    protected AllocatorProvider provider() {
        return new HpMallocProvider();
    }

    @Override
    protected double highWaterLimit() {
        return HIGH_WATER_LIMIT;
    }

    /** An owner frees with plain stores: it can't know that another thread sets the remote bit just then. */
    @Override
    protected boolean mayMissRacingFrees() {
        return true;
    }
}
