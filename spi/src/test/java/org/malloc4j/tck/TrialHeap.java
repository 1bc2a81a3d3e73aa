package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Tagged;

/**
 * An allocator on trial together with the model of what it must hold: each operation is performed on both and its result
 * checked; every usable byte of a live block, and its tag, is stamped. For use by one thread.
 */
final class TrialHeap {
    private static final long SMALLEST_FRAGMENT = 96;

    private final GuardedRegion region;
    private final long tagByteSize;
    private final ShadowModel model;
    private final PoolStatistics fresh;
    private Allocator allocator;
    private long nextKey = 1;
    private long peak;

    TrialHeap(GuardedRegion region, Allocator allocator, long tagByteSize) {
        this.region = region;
        this.allocator = allocator;
        this.tagByteSize = tagByteSize;
        this.model = new ShadowModel(tagByteSize);
        this.fresh = allocator.statistics();
        this.peak = fresh.realUsedSize();
        if (fresh.totalSize() > region.byteSize()) {
            throw new AssertionError("manages more than it was given: totalSize=" + fresh.totalSize() + " region="
                    + region.byteSize());
        }
    }

    Allocator allocator() {
        return allocator;
    }

    /** Goes on with another allocator attached to the same region. */
    void switchTo(Allocator other) {
        allocator = other;
    }

    long tagByteSize() {
        return tagByteSize;
    }

    GuardedRegion region() {
        return region;
    }

    MemorySegment segment() {
        return region.segment();
    }

    ShadowModel model() {
        return model;
    }

    /** {@return a block, or 0 if it was refused, rightly} @param byteSize its size @param byteAlignment its alignment */
    long allocate(long byteSize, long byteAlignment) {
        long block = allocator.allocate(byteSize, byteAlignment);
        if (block == 0) {
            checkRefusal(byteSize, byteAlignment);
        } else {
            admit(block, byteSize, byteAlignment, nextKey++);
        }
        checkStatistics();
        return block;
    }

    /** Frees a block whose contents are still what they were. The tag must outlive it. */
    void free(long block) {
        ShadowModel.Live live = model.get(block);
        checkContents(live);
        allocator.free(block);
        model.remove(live);
        checkTag(live, "lost on free");
        checkStatistics();
    }

    /** {@return whether a block could be resized in place; its contents and its tag stay in any case} */
    boolean resize(long block, long byteSize) {
        ShadowModel.Live live = model.get(block);
        checkContents(live);
        boolean done = allocator.resize(block, byteSize);
        if (done) {
            model.remove(live);
            ShadowModel.Live resized = admitted(block, byteSize, live.alignment(), live.key());
            long kept = Math.min(live.byteSize(), resized.byteSize());
            if (Stamp.mismatch(segment(), block, kept, live.key()) >= 0) {
                throw new AssertionError("contents changed by resize: " + live + " newSize=" + byteSize);
            }
            checkTag(resized, "lost on resize");
            model.add(resized);
            Stamp.write(segment(), block, resized.byteSize(), live.key());
        } else {
            checkContents(live);
        }
        checkStatistics();
        return done;
    }

    void trim() {
        allocator.trim();
        checkStatistics();
    }

    /** Takes the peak from the allocator: others than this heap's one thread used it too. */
    void catchUp() {
        peak = Math.max(peak, allocator.statistics().maxUsedSize());
    }

    /** Checks everything: statistics, the walk, all contents, and that the heap finds no fault with itself. */
    void check() {
        checkStatistics();
        Walk walk = Walk.of(allocator);
        walk.check(model);
        PoolStatistics now = allocator.statistics();
        if (walk.freeFragments() != now.freeFragments() || walk.freeSize() > now.freeSize()) {
            throw new AssertionError("walk and statistics disagree: walk.freeFragments=" + walk.freeFragments()
                    + " walk.freeSize=" + walk.freeSize() + " " + now);
        }
        model.live().forEach(this::checkContents);
        allocator.verify();
    }

    /** Checks that the largest request which is said to succeed does, and, after a trim, that nothing larger does. */
    void checkLargestFree() {
        long largest = allocator.statistics().largestFree();
        if (largest > 0) {
            long block = allocate(largest, 16);
            if (block == 0) {
                throw new AssertionError("largestFree was refused: largestFree=" + largest);
            }
            free(block);
        }
        trim();
        long trimmed = allocator.statistics().largestFree();
        if (trimmed < largest) {
            throw new AssertionError("trim made largestFree smaller: before=" + largest + " after=" + trimmed);
        }
        long block = allocate(trimmed + 16, 16);
        if (block != 0) {
            throw new AssertionError("more than largestFree was allocated: largestFree=" + trimmed + " byteSize="
                    + (trimmed + 16));
        }
    }

    /** Frees what is left, trims, and checks that the heap is as it was after format, but for the peak. */
    void checkFreshAfterFreeingAll() {
        model.numbers().forEach(this::free);
        trim();
        check();
        PoolStatistics now = allocator.statistics();
        PoolStatistics expected = new PoolStatistics(fresh.totalSize(), fresh.usedSize(), fresh.realUsedSize(),
                now.maxUsedSize(), fresh.freeSize(), fresh.largestFree(), 0, fresh.freeFragments());
        if (!now.equals(expected)) {
            throw new AssertionError("not as after format once everything is freed: expected=" + expected + " now=" + now);
        }
    }

    private void admit(long block, long asked, long alignment, long key) {
        ShadowModel.Live live = admitted(block, asked, alignment, key);
        model.add(live);
        Stamp.write(segment(), block, live.byteSize(), key);
        if (tagByteSize > 0) {
            Stamp.write(segment(), live.tag(), tagByteSize, ~key);
        }
    }

    private ShadowModel.Live admitted(long block, long asked, long alignment, long key) {
        if (block % Math.max(16, alignment) != 0) {
            throw new AssertionError("not aligned as asked: block=" + block + " alignment=" + alignment);
        }
        long size = allocator.byteSize(block);
        if (size < asked) {
            throw new AssertionError("fewer bytes than asked for: block=" + block + " byteSize=" + size + " asked=" + asked);
        }
        checkInside("block", block, size);
        long tag = tagByteSize == 0 ? 0 : ((Tagged) allocator).tag(block);
        if (tagByteSize > 0) {
            checkInside("tag", tag, tagByteSize);
            if (tag % Long.BYTES != 0) {
                throw new AssertionError("tag not at a multiple of 8: tag=" + tag + " block=" + block);
            }
        }
        return new ShadowModel.Live(block, asked, size, alignment, tag, key);
    }

    private void checkInside(String what, long start, long size) {
        if (start <= 0 || !region.isTouchable(start, size)) {
            throw new AssertionError(what + " not inside the region, or never reserved: " + what + "=" + start
                    + " byteSize=" + size + " region=" + region.byteSize());
        }
    }

    private void checkContents(ShadowModel.Live live) {
        long at = Stamp.mismatch(segment(), live.block(), live.byteSize(), live.key());
        if (at >= 0) {
            throw new AssertionError("contents of a live block changed: " + live + " at=" + at);
        }
        checkTag(live, "of a live block changed");
        if (allocator.byteSize(live.block()) != live.byteSize()) {
            throw new AssertionError("byteSize of a live block changed: " + live + " now="
                    + allocator.byteSize(live.block()));
        }
    }

    private void checkTag(ShadowModel.Live live, String what) {
        if (tagByteSize > 0) {
            long tag = ((Tagged) allocator).tag(live.block());
            if (tag != live.tag() || Stamp.mismatch(segment(), tag, tagByteSize, ~live.key()) >= 0) {
                throw new AssertionError("tag " + what + ": " + live + " tag=" + tag);
            }
        }
    }

    private void checkRefusal(long byteSize, long byteAlignment) {
        allocator.trim();
        // What lies before an aligned block must be large enough to be a fragment, overhead and tag included.
        long spare = byteAlignment > 16 ? byteAlignment + SMALLEST_FRAGMENT + tagByteSize : 0;
        long largest = Walk.of(allocator).largestFree();
        if (largest - spare >= Math.max(1, byteSize)) {
            throw new AssertionError("refused although a free fragment is large enough: byteSize=" + byteSize
                    + " alignment=" + byteAlignment + " fragment=" + largest);
        }
    }

    private void checkStatistics() {
        PoolStatistics now = allocator.statistics();
        peak = Math.max(peak, now.realUsedSize());
        if (now.fragments() != model.live().size() || now.usedSize() != model.usedSize()
                || now.totalSize() != fresh.totalSize() || now.maxUsedSize() != peak) {
            throw new AssertionError("statistics and model disagree: fragments=" + model.live().size() + " usedSize="
                    + model.usedSize() + " totalSize=" + fresh.totalSize() + " maxUsedSize=" + peak + " but " + now);
        }
    }
}
