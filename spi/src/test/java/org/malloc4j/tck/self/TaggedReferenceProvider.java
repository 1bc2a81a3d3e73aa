package org.malloc4j.tck.self;

import java.util.concurrent.locks.Lock;
import org.malloc4j.spi.Region;

/** Brings {@link TaggedReferenceAllocator}. */
class TaggedReferenceProvider extends ReferenceProvider {

    @Override
    ReferenceAllocator allocator(Region region, long tagByteSize, Lock lock) {
        return new TaggedReferenceAllocator(region, tagByteSize, lock);
    }
}
