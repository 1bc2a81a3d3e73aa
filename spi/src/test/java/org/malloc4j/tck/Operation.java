package org.malloc4j.tck;

import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;

/**
 * One call of an allocator, and what it makes of the {@link Holdings}. A value, so that it can be done again elsewhere.
 */
sealed interface Operation {

    /** Performs it. {@return the block, or 0 where there is none} */
    long perform(Allocator allocator);

    /** Does to the holdings what it did to the heap. @param result what {@link #perform} returned */
    void happen(Holdings holdings, long result, Allocator allocator);

    /** Allocates. */
    record Allocate(long byteSize, long alignment) implements Operation {
        @Override
        public long perform(Allocator allocator) {
            return allocator.allocate(byteSize, alignment);
        }

        @Override
        public void happen(Holdings holdings, long result, Allocator allocator) {
            if (result != 0) {
                holdings.add(result, allocator);
            }
        }
    }

    /** Frees. */
    record Free(long block) implements Operation {
        @Override
        public long perform(Allocator allocator) {
            allocator.free(block);
            return 0;
        }

        @Override
        public void happen(Holdings holdings, long result, Allocator allocator) {
            holdings.blocks().remove(block);
        }
    }

    /** Resizes; the result is 1 if it could. */
    record Resize(long block, long byteSize) implements Operation {
        @Override
        public long perform(Allocator allocator) {
            return allocator.resize(block, byteSize) ? 1 : 0;
        }

        @Override
        public void happen(Holdings holdings, long result, Allocator allocator) {
            if (result != 0) {
                holdings.resized(block, allocator);
            }
        }
    }

    /** Allocates into a word. */
    record AllocateInto(long word, long byteSize, long alignment) implements Operation {
        @Override
        public long perform(Allocator allocator) {
            return ((Recoverable) allocator).allocateInto(word, byteSize, alignment);
        }

        @Override
        public void happen(Holdings holdings, long result, Allocator allocator) {
            if (result != 0) {
                holdings.add(result, allocator);
                holdings.words().put(word, result);
            }
        }
    }

    /** Frees from a word. */
    record FreeFrom(long word) implements Operation {
        @Override
        public long perform(Allocator allocator) {
            ((Recoverable) allocator).freeFrom(word);
            return 0;
        }

        @Override
        public void happen(Holdings holdings, long result, Allocator allocator) {
            holdings.blocks().remove(holdings.words().put(word, 0L));
        }
    }

    /** Flushes what was deferred. */
    record Trim() implements Operation {
        @Override
        public long perform(Allocator allocator) {
            allocator.trim();
            return 0;
        }

        @Override
        public void happen(Holdings holdings, long result, Allocator allocator) {
        }
    }

    /** Does nothing: what its process did besides, attaching say, is all there is. */
    record Nothing() implements Operation {
        @Override
        public long perform(Allocator allocator) {
            return 0;
        }

        @Override
        public void happen(Holdings holdings, long result, Allocator allocator) {
        }
    }
}
