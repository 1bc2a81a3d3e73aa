package org.malloc4j.debug;

import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;
import org.malloc4j.spi.Attribution;
import org.malloc4j.spi.AttributionVisitor;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Contended;
import org.malloc4j.spi.Retiring;

/**
 * An allocator that remembers which line of code made its blocks. Each call is one of the inner allocator; what is written
 * down about it is written after it succeeded, or, for a free, before the memory can be anybody else's.
 */
class DebugAllocator implements Allocator, Attributed, Contended, Retiring {
    private final Allocator inner;
    private final Ledger ledger;
    private final Tags tags;
    private final CallSites sites;
    private final Explanations explanations;
    /** How many frames besides the pool's lie between a host and what this calls: this one's, and a guard's. */
    private final int frames;
    /** The last block that was looked at here. Up to it, every page of the region was handed out and can be read. */
    private long highest;
    private volatile Sampler sampler = new Sampler(0);

    DebugAllocator(Allocator inner, Ledger ledger, CallSites sites) {
        this.inner = inner;
        this.ledger = ledger;
        this.tags = ledger.tags();
        this.sites = sites;
        this.explanations = new Explanations(tags, sites);
        this.frames = ledger.isConfined() ? 2 : 1;
    }

    @Override
    public long allocate(long byteSize, long byteAlignment) {
        Sampler taker = sampler;
        // First: so the common way is short, and keeps nothing over the call.
        if (!taker.takes(byteSize)) {
            return allocateInner(byteSize, byteAlignment);
        }
        long block = allocateInner(byteSize, byteAlignment);
        if (block != 0) {
            try {
                remember(block, byteSize, sites.walker(frames).walk(sites.allocation()), taker);
            } catch (Throwable failure) {
                // The caller will never know of the block: it is as if it had never been.
                inner.free(block);
                throw failure;
            }
        }
        return block;
    }

    private long allocateInner(long byteSize, long byteAlignment) {
        try {
            return inner.allocate(byteSize, byteAlignment);
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
    }

    @Override
    public boolean resize(long block, long byteSize) {
        boolean done;
        try {
            done = inner.resize(block, byteSize);
        } catch (IllegalBlockException e) {
            throw explained(e, "resized");
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
        if (done) {
            Sampler taker = sampler;
            CallSite site = taker.takes(byteSize) ? sites.walker(frames).walk(sites.allocation()) : null;
            tags.erase(block);
            if (site != null) {
                remember(block, byteSize, site, taker);
            }
        }
        return done;
    }

    @Override
    public void free(long block) {
        if (!mayBeTracked(tags, block)) {
            freeUntracked(block);
        } else {
            long state = liveState(block);
            freeTracked(block, state, namesWhoFrees(state, block)
                    ? ledger.freed(state, sites.walker(frames).walk(sites.release()))
                    : freedByNobody(state, block));
        }
    }

    /** {@return whether something may be known of a number} If not, it may be freed without writing anything down. */
    final boolean mayBeTracked(Tags known, long block) {
        return known.filter().mayHold(block)
                && (block > highest || TagDescriptor.isOf(known.state(block), block));
    }

    private void freeUntracked(long block) {
        try {
            inner.free(block);
        } catch (IllegalBlockException e) {
            throw explained(e, "freed");
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
    }

    /** Its tag says that the block is free before it can be anybody else's. */
    final void freeTracked(long block, long state, long freed) {
        int rate = mark(block, state, freed);
        try {
            inner.free(block);
        } catch (IllegalBlockException e) {
            tags.filter().removeFreed(block, rate);
            throw explained(e, "freed");
        } catch (HeapCorruptionException e) {
            unmark(block, state, freed);
            throw explained(e);
        } catch (Throwable failure) {
            unmark(block, state, freed);
            throw failure;
        }
        tags.filter().removeFreed(block, rate);
    }

    /** Writes down who made a block. @param taker by whom it was taken */
    final void remember(long block, long byteSize, CallSite site, Sampler taker) {
        ledger.remember(block, byteSize, site, ledger.rate(taker.mean()));
        seen(block);
    }

    final Sampler sampler() {
        return sampler;
    }

    /** {@return what stands in the tag of a block} @throws IllegalBlockException if it doesn't live */
    final long liveState(long block) {
        try {
            inner.byteSize(block);
        } catch (IllegalBlockException e) {
            throw explained(e, "freed");
        }
        seen(block);
        return tags.state(block);
    }

    /**
     * {@return whether it is worth a walk over the stack to write down who frees a block} For samples it isn't: that would
     * cost as much again as taking them, and hardly ever is a block that is freed twice one of them.
     */
    final boolean namesWhoFrees(long state, long block) {
        return sampler.takesAll() && TagDescriptor.isLive(state, block);
    }

    /** {@return a freed block's state word} Nobody takes what an earlier block left there for this one's. */
    static long freedByNobody(long state, long block) {
        return TagDescriptor.isLive(state, block) ? TagDescriptor.freed(state, Texts.NONE)
                : TagDescriptor.isFreed(state, block) ? 0 : state;
    }

    /** {@return the number of the rate at which a block was taken, if it is a sample that is one no more} */
    final int mark(long block, long state, long freed) {
        int rate = tags.rate(block, state);
        return freed != state && tags.replace(block, state, freed) ? rate : 0;
    }

    /** The block lives on after all. */
    final void unmark(long block, long state, long freed) {
        if (freed != state) {
            tags.replace(block, freed, state);
        }
    }

    /** {@return a refusal that also says what is known of the block} @param now what the caller does */
    final IllegalBlockException explained(IllegalBlockException refusal, String now) {
        return isReadable(refusal.block()) ? explanations.of(refusal, now) : refusal;
    }

    /** {@return whether a number's tag can be read} Other processes have handed out pages, too. */
    private boolean isReadable(long block) {
        if (block <= highest) {
            return block > 0;
        }
        try {
            return inner.isBacked(tags.tagged().tag(block), TagDescriptor.LENGTH);
        } catch (HeapCorruptionException e) {
            return false;
        }
    }

    /** {@return the evidence with what is known of the blocks it is about} */
    final HeapCorruptionException explained(HeapCorruptionException found) {
        return explanations.of(found);
    }

    final Ledger ledger() {
        return ledger;
    }

    final CallSites sites() {
        return sites;
    }

    /** Plain: whoever doesn't see what another thread saw looks more closely. */
    private void seen(long block) {
        if (block > highest) {
            highest = block;
        }
    }

    @Override
    public long byteSize(long block) {
        return inner.byteSize(block);
    }

    @Override
    public PoolStatistics statistics() {
        return inner.statistics();
    }

    @Override
    public void trim() {
        try {
            inner.trim();
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
    }

    @Override
    public long forEachBlock(long fromBlock, BlockVisitor visitor) {
        return inner.forEachBlock(fromBlock, visitor);
    }

    @Override
    public boolean isBacked(long offset, long byteSize) {
        return inner.isBacked(offset, byteSize);
    }

    @Override
    public void verify() {
        try {
            inner.verify();
        } catch (HeapCorruptionException e) {
            throw explained(e);
        }
    }

    @Override
    public boolean retire(CorruptionReport report) {
        return inner instanceof Retiring retiring && retiring.retire(report);
    }

    @Override
    public long retired() {
        return inner instanceof Retiring retiring ? retiring.retired() : 0;
    }

    @Override
    public long retiredByteSize() {
        return inner instanceof Retiring retiring ? retiring.retiredByteSize() : 0;
    }

    @Override
    public long waits() {
        return inner instanceof Contended contended ? contended.waits() : 0;
    }

    @Override
    public long forEachAttribution(long fromBlock, AttributionVisitor visitor) {
        return inner.forEachBlock(fromBlock,
                (block, byteSize, live) -> !live || visitor.visit(block, byteSize, ledger.read(block, true)));
    }

    @Override
    public Attribution attribution(long block) {
        return isReadable(block) ? ledger.read(block, false) : Attribution.UNKNOWN;
    }

    @Override
    public long sampleByteSize() {
        return sampler.mean();
    }

    @Override
    public void setSampleByteSize(long byteSize) {
        ledger.rate(byteSize);
        sampler = new Sampler(byteSize);
    }

    @Override
    public boolean isSampled() {
        return ledger.isSampled();
    }

    @Override
    public long originsLost() {
        return ledger.originsLost();
    }

    @Override
    public String damage() {
        long[] nameless = new long[1];
        inner.forEachBlock(0, (block, byteSize, live) -> {
            nameless[0] += live && tags.isNameless(block) ? 1 : 0;
            return true;
        });
        return ledger.damage(nameless[0]);
    }
}
