package org.malloc4j.hpmalloc;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** HP_MALLOC keeps the contract of every allocator. */
class HpMallocContractTest extends AllocatorContract {

    @Override
    protected AllocatorProvider provider() {
        return new HpMallocProvider();
    }
}
