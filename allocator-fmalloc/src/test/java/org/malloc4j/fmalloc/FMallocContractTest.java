package org.malloc4j.fmalloc;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** F_MALLOC keeps the contract, and its word about memory. */
class FMallocContractTest extends AllocatorContract {
    static final double HIGH_WATER_LIMIT = 1.05;

    @Override
    protected AllocatorProvider provider() {
        return new FMallocProvider();
    }

    @Override
    protected double highWaterLimit() {
        return HIGH_WATER_LIMIT;
    }
}
