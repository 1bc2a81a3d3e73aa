package org.malloc4j.debug;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;

/** The same over an inner allocator that survives the death of a process inside it. */
final class RecoverableDebugAllocator extends DebugAllocator implements Recoverable {
    private final Recoverable recoverable;
    private final Region region;

    <A extends Allocator & Recoverable> RecoverableDebugAllocator(A inner, Region region, Ledger ledger, CallSites sites) {
        super(inner, ledger, sites);
        this.recoverable = inner;
        this.region = region;
    }

    @Override
    public long allocateInto(long wordOffset, long byteSize, long byteAlignment) {
        long block;
        try {
            block = recoverable.allocateInto(wordOffset, byteSize, byteAlignment);
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
        long mean = sampleByteSize();
        if (block != 0) {
            if (Sampler.mightTake(mean, byteSize) && Sampler.takes(mean, byteSize)) {
                // If this fails, the word holds the block all the same, and whoever owns the word owns it.
                ledger().remember(block, byteSize, sites().walker(guards() + 1).walk(sites().search()),
                        ledger().rate(mean));
            }
            seen(block);
        }
        return block;
    }

    @Override
    public void freeFrom(long wordOffset) {
        long block = region.getLongAcquire(wordOffset);
        if (block == 0) {
            recoverable.freeFrom(wordOffset);
            return;
        }
        long state = liveState(block);
        long freed = TagDescriptor.isLive(state, block)
                ? ledger().freed(state, sites().walker(guards() + 1).walk(sites().search()))
                : withoutEarlierLife(state, block);
        mark(block, state, freed);
        if (region.getLongAcquire(wordOffset) != block) {
            // Somebody was quicker, and it is another block that this call is about.
            unmark(block, state, freed);
        }
        try {
            recoverable.freeFrom(wordOffset);
        } catch (IllegalBlockException e) {
            throw explained(e, "freed");
        } catch (HeapCorruptionException e) {
            unmark(block, state, freed);
            throw explained(e);
        } catch (Throwable failure) {
            unmark(block, state, freed);
            throw failure;
        }
    }

    @Override
    public void recover(int slot, int generation) {
        recoverable.recover(slot, generation);
    }

    @Override
    public void mend() {
        recoverable.mend();
    }
}
