package org.malloc4j.tck.self;

import java.util.concurrent.locks.Lock;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Tagged;

/** The reference allocator with a tag in front of each block. */
class TaggedReferenceAllocator extends ReferenceAllocator implements Tagged {

    TaggedReferenceAllocator(Region region, long tagByteSize, Lock lock) {
        super(region, tagByteSize, lock);
    }

    @Override
    public long tag(long block) {
        return block - headerByteSize + 16;
    }
}
