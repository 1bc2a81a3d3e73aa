package org.malloc4j.fmalloc;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** F_MALLOC keeps the contract, and its word about memory. */
class FMallocContractTest extends AllocatorContract {

    @Override
    protected AllocatorProvider provider() {
        return new FMallocProvider();
    }

    @Override
    protected double highWaterLimit() {
        return 1.05;
    }
}
