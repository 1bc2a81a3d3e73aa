package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Region;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the contract that replays what real programs allocated, with contents stamped and checked. */
final class TracePart {
    private static final Logger LOG = LoggerFactory.getLogger(TracePart.class);

    private final Trace trace;
    private final Allocator allocator;
    private final MemorySegment memory;
    private final long[] blocks;
    private final int[] sizes;
    private long reach;

    private TracePart(Trace trace, Allocator allocator, MemorySegment memory) {
        this.trace = trace;
        this.allocator = allocator;
        this.memory = memory;
        this.blocks = new long[trace.largestId() + 1];
        this.sizes = new int[trace.largestId() + 1];
    }

    /** Replays a recording. @param name which @param highWaterLimit what the high water may be, as a multiple of the demand @param beside allowed for each block */
    static void replay(Trial trial, String name, double highWaterLimit, long beside) {
        Trace trace = Trace.read(name, beside);
        MemorySegment memory = Trial.garbage(4 * trace.peakDemand() + 65_535 & -65_536);
        Allocator allocator = trial.provider().format(Region.of(memory), 0, trial.config());
        PoolStatistics fresh = allocator.statistics();
        TracePart part = new TracePart(trace, allocator, memory);
        for (Trace.Call call : trace.calls()) {
            part.perform(call);
        }
        allocator.verify();
        // Marks and tables that grow with the region, not with what is in it, are no part of the high water.
        long taken = allocator.statistics().maxUsedSize() - fresh.realUsedSize();
        double highWater = (double) taken / trace.peakDemand();
        LOG.info("trace {} with {}: high water {} of demand, reaching to {}", name, trial.provider().name(),
                Math.round(highWater * 1000) / 1000.0, Math.round(1000.0 * part.reach / trace.peakDemand()) / 1000.0);
        part.freeAll();
        allocator.trim();
        allocator.verify();
        if (allocator.statistics().fragments() != 0 || allocator.statistics().freeFragments() != fresh.freeFragments()) {
            throw new AssertionError("not as after format once everything is freed: trace=" + name + " "
                    + allocator.statistics());
        }
        if (highWater > highWaterLimit) {
            throw new AssertionError("high water above its limit: trace=" + name + " highWater=" + highWater + " limit="
                    + highWaterLimit);
        }
    }

    private void perform(Trace.Call call) {
        int id = call.id();
        switch (call.verb()) {
            case 'a' -> take(call, allocator.allocate(call.byteSize(), 16));
            case 'r' -> {
                check(id, sizes[id]);
                long moved = Reallocation.reallocate(allocator, memory, blocks[id], call.byteSize());
                blocks[id] = moved;
                check(id, moved == 0 ? 0 : Math.min(sizes[id], call.byteSize()));
                take(call, moved);
            }
            case 'f' -> free(id);
            default -> throw new IllegalArgumentException("unknown call in a recording: " + call);
        }
    }

    private void take(Trace.Call call, long block) {
        if (block == 0) {
            throw new AssertionError("refused in a region four times as large as the demand: trace=" + trace.name() + " call=" + call
                    + " " + allocator.statistics());
        }
        blocks[call.id()] = block;
        sizes[call.id()] = call.byteSize();
        reach = Math.max(reach, block + call.byteSize());
        Stamp.write(memory, block, call.byteSize(), call.id());
    }

    private void free(int id) {
        check(id, sizes[id]);
        allocator.free(blocks[id]);
        blocks[id] = 0;
    }

    private void freeAll() {
        for (int id = 0; id < blocks.length; id++) {
            if (blocks[id] != 0) {
                free(id);
            }
        }
    }

    private void check(int id, int byteSize) {
        long at = Stamp.mismatch(memory, blocks[id], byteSize, id);
        if (at >= 0) {
            throw new AssertionError("contents of a live block changed: trace=" + trace.name() + " id=" + id + " block="
                    + blocks[id] + " byteSize=" + byteSize + " at=" + at);
        }
    }
}
