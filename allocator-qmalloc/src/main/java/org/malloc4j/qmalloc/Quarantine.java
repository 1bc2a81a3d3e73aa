package org.malloc4j.qmalloc;

import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/**
 * Where freed blocks wait, first in, first out, filled with a pattern that is checked when they leave. A list through the
 * fragments themselves, whose every change is planned; a block is filled once its free is committed, and only then does
 * its header say so, so that a death in between leaves a block that waits unfilled, and is not checked.
 *
 * <p>What is found damaged is set aside for good, so that it is reported once and stands in nobody's way.
 */
class Quarantine {
    private final Region region;
    private final QMallocHeap heap;
    private final Secret secret;
    private final Blocks blocks;
    private final Inspector inspector;
    private final long capacity;
    private final long words = QMallocHeap.words();
    private final long oldest = words + QMallocLayout.OLDEST;
    private final long newest = words + QMallocLayout.NEWEST;
    private final long sums = words + QMallocLayout.QUARANTINED;
    /** The size of the fragment that the plan admits; 0 if it is too large to wait. */
    private long admitted;

    Quarantine(Region region, QMallocHeap heap, Secret secret, Blocks blocks, Inspector inspector, long capacity) {
        this.region = region;
        this.heap = heap;
        this.secret = secret;
        this.blocks = blocks;
        this.inspector = inspector;
        this.capacity = capacity;
    }

    /** Lays out an empty quarantine. */
    final void format() {
        region.putLong(oldest, secret.seal(oldest, 0));
        region.putLong(newest, secret.seal(newest, 0));
    }

    /** {@return the block that was freed first, or 0} */
    final long first() {
        return block(oldest);
    }

    /** {@return the block freed after another one, or 0} @param block that one */
    final long next(long block) {
        return block == block(newest) ? 0 : block(block - Long.BYTES);
    }

    /** {@return how many fragments wait, and how large they are, as a counting word} */
    final long sums() {
        return region.getLong(sums);
    }

    /** {@return whether what starts somewhere neither lives nor is free} @param fragment where @param top where fragments end */
    final boolean holds(long fragment, long top) {
        return fragment < top && heap.size(fragment, top) != 0 && !heap.isFreeFragment(fragment)
                && !heap.isLiveBlock(fragment + heap.blockStart(), top);
    }

    /** Lets go of as much as a freed fragment needs. @param size its size */
    final void makeRoom(long size) {
        if (isAdmissible(size)) {
            while (QMallocLayout.byteSize(sums()) + size > capacity && release()) {
                heap.drop();
            }
        }
    }

    private boolean isAdmissible(long size) {
        return size <= capacity / 2;
    }

    /** Plans that a fragment waits; one that is too large for it is free at once. @param block a block that was removed @param size its fragment's */
    final void planAdmit(long block, long size) {
        admitted = 0;
        if (!isAdmissible(size)) {
            heap.returnFragment(block - heap.blockStart());
            return;
        }
        admitted = size;
        try {
            long link = first() == 0 ? oldest : block(newest) - Long.BYTES;
            heap.put(link, secret.seal(link, block));
        } catch (HeapCorruptionException e) {
            throw abandoned(e);
        }
        heap.put(newest, secret.seal(newest, block));
        heap.put(sums, sums() + QMallocLayout.one(size));
    }

    /** Fills the block that was admitted, if one was, and says so in its header. @param block it @param pid who freed it */
    final void fill(long block, long pid) {
        if (admitted != 0) {
            long last = block - heap.blockStart() + admitted - Long.BYTES;
            region.fill(block, last - block, QMallocLayout.PATTERN_BYTE);
            region.putLong(last, secret.seal(last, pid));
            long at = blocks.headerOf(block);
            region.putLongRelease(at, Header.with(secret, at, region.getLong(at), Header.FREED));
            admitted = 0;
        }
    }

    /** Lets go of everything. {@return whether there was something} */
    final boolean giveWay() {
        return giveWay(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Lets go of at least so many bytes. {@return whether there was something} @param byteSize how many */
    final boolean giveWay(long byteSize) {
        return giveWay(Integer.MAX_VALUE, byteSize);
    }

    /** Lets go of some. {@return whether there was something} @param most how many blocks @param byteSize how many bytes suffice */
    final boolean giveWay(int most, long byteSize) {
        long before = QMallocLayout.byteSize(sums());
        int released = 0;
        while (released < most && before - QMallocLayout.byteSize(sums()) < byteSize && release()) {
            released++;
        }
        return released != 0;
    }

    /** Lets go of the block that was freed first, after a look at it. {@return whether there was one} */
    private boolean release() {
        try {
            return releaseFirst();
        } catch (HeapCorruptionException e) {
            if (e.report().isPresent() && e.report().get().kind() == CorruptionReport.Kind.TABLE_OVERWRITTEN) {
                throw abandoned(e);
            }
            throw e;
        }
    }

    private boolean releaseFirst() {
        heap.drop();
        long block = first();
        if (block == 0) {
            return false;
        }
        long top = heap.heapTop();
        long fragment = block - heap.blockStart();
        long size = heap.size(fragment, top);
        if (size == 0 || !holds(fragment, top)) {
            throw inspector.table(oldest, "quarantine's first block", "quarantine");
        }
        long next = next(block);
        long header = blocks.header(block);
        boolean sound = isSound(block, size, header);
        HeapCorruptionException finding = sound ? null : inspector.writtenAfterFree(block, size, "quarantine");
        heap.put(oldest, secret.seal(oldest, next));
        heap.put(sums, sums() - QMallocLayout.one(size));
        if (!sound || Header.is(header, Header.RETIRED)) {
            setAside(block, size, header);
        } else {
            // Plainly: whoever finds it said too early skips a check, and that is all.
            region.putLong(blocks.headerOf(block), Header.gone(secret, blocks.headerOf(block), header));
            heap.returnFragment(fragment);
        }
        heap.finish();
        if (finding != null) {
            throw finding;
        }
        return true;
    }

    private void setAside(long block, long size, long header) {
        long retired = words + QMallocLayout.RETIRED;
        heap.put(retired, region.getLong(retired) + QMallocLayout.one(size));
        long at = blocks.headerOf(block);
        heap.put(at, Header.with(secret, at, header, Header.FREED | Header.RETIRED));
    }

    /** {@return whether nothing was written to a fragment since its block was freed} @param block it @param size of the fragment @param header the block's */
    protected boolean isSound(long block, long size, long header) {
        if (!blocks.isIntact(block, header)) {
            return false;
        }
        return !Header.is(header, Header.FREED) || Header.is(header, Header.RETIRED) || isFilled(block, size);
    }

    private boolean isFilled(long block, long size) {
        long last = block - heap.blockStart() + size - Long.BYTES;
        long wrong = 0;
        for (long at = block; at < last; at += Long.BYTES) {
            wrong |= region.getLong(at) ^ QMallocLayout.PATTERN;
        }
        return wrong == 0 && secret.isIntact(last, region.getLong(last));
    }

    private long block(long at) {
        long word = region.getLong(at);
        long block = Secret.payload(word);
        if (!secret.isIntact(at, word) || (block & 15) != 0 || block >= heap.heapEnd()) {
            throw inspector.table(at, "quarantine's list", "quarantine");
        }
        return block;
    }

    /** Forgets a list that can't be followed: what waits in it is never used again. */
    private HeapCorruptionException abandoned(HeapCorruptionException finding) {
        heap.drop();
        long retired = words + QMallocLayout.RETIRED;
        heap.put(retired, region.getLong(retired) + sums());
        heap.put(oldest, secret.seal(oldest, 0));
        heap.put(newest, secret.seal(newest, 0));
        heap.put(sums, 0);
        heap.finish();
        return finding;
    }
}
