package org.malloc4j.tck.self;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** A correct allocator that keeps tags passes the contract. */
class TaggedReferenceContractTest extends AllocatorContract {

    @Override
    protected AllocatorProvider provider() {
        return new TaggedReferenceProvider();
    }
}
