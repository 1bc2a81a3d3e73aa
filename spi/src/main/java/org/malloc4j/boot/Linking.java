package org.malloc4j.boot;

import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;

/** Allocates into words and frees from them: in one step where the allocator can, otherwise in two. */
interface Linking {

    /** {@return the block, now also in the word, or 0} */
    long allocateInto(long wordOffset, long byteSize, long byteAlignment);

    /** Frees the block in the word, and clears the word. */
    void freeFrom(long wordOffset);

    /** {@return how an allocator links} @param allocator the allocator @param region its region */
    static Linking of(Allocator allocator, Region region) {
        return allocator instanceof Recoverable recoverable ? new OneStep(recoverable) : new TwoSteps(allocator, region);
    }

    /** A death leaves both or neither. */
    record OneStep(Recoverable allocator) implements Linking {
        @Override
        public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
            return allocator.allocateInto(wordOffset, byteSize, byteAlignment);
        }

        @Override
        public void freeFrom(long wordOffset) {
            allocator.freeFrom(wordOffset);
        }
    }

    /** Enough for a pool that dies with its only process. */
    record TwoSteps(Allocator allocator, Region region) implements Linking {
        @Override
        public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
            long block = allocator.allocate(byteSize, byteAlignment);
            if (block != 0) {
                region.putLongRelease(wordOffset, block);
            }
            return block;
        }

        @Override
        public void freeFrom(long wordOffset) {
            long block = region.getLongAcquire(wordOffset);
            if (block != 0) {
                allocator.free(block);
                region.putLongRelease(wordOffset, 0);
            }
        }
    }
}
