package org.malloc4j.tck.self;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** A correct allocator passes the contract. */
class ReferenceContractTest extends AllocatorContract {

    @Override
    protected AllocatorProvider provider() {
        return new ReferenceProvider();
    }
}
