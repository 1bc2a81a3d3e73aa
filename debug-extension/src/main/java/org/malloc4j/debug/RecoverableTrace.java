package org.malloc4j.debug;

import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;

/** The same of an allocator that survives the death of a process inside it. */
final class RecoverableTrace<A extends Allocator & Recoverable> extends Trace<A> implements Recoverable {

    RecoverableTrace(A inner, String pool, CallSites sites) {
        super(inner, pool, sites);
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        long block = inner().allocateInto(wordOffset, byteSize, byteAlignment);
        log(block == 0 ? "allocate refused" : "allocate", block, byteSize);
        return block;
    }

    @Override
    public void freeFrom(long wordOffset) {
        log("free from word", wordOffset, -1);
        inner().freeFrom(wordOffset);
    }

    @Override
    public void recover(int slot, int generation) {
        inner().recover(slot, generation);
    }

    @Override
    public void mend() {
        inner().mend();
    }
}
