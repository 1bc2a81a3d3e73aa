package org.malloc4j.qmalloc;

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
    /** The size of the fragment that the plan lets go. */
    private long leavingSize;
    /** What was found when the list couldn't be followed. */
    private HeapCorruptionException unfollowable;

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

    /** {@return whether a block may wait: it does, or the list can't be followed} @param block it @param top where fragments end */
    final boolean mayHold(long block, long top) {
        long at = oldest;
        for (long left = QMallocLayout.number(sums()); left > 0; left--) {
            long word = region.getLong(at);
            long waiting = Secret.payload(word);
            if (waiting == block || !secret.isIntact(at, word) || !heap.isPlausible(waiting, top)) {
                return true;
            }
            at = waiting - Long.BYTES;
        }
        return false;
    }

    /** {@return how many fragments wait, and how large they are, as a counting word} */
    final long sums() {
        return region.getLong(sums);
    }

    /**
     * Lets go of what a freed fragment needs, but for the last block, which the plan of the free itself lets go.
     *
     * @param size the fragment's size
     * @param top  where fragments end
     * @return that last block, which is sound, or 0 if there is room
     */
    final long makeRoom(long size, long top) {
        leavingSize = 0;
        if (!isAdmissible(size)) {
            return 0;
        }
        try {
            for (long over; (over = QMallocLayout.byteSize(sums()) + size - capacity) > 0; heap.drop()) {
                long block = first();
                if (block == 0) {
                    return 0;
                }
                long waiting = waitingSize(block, top);
                long header = blocks.header(block);
                if (waiting >= over && isSound(block, waiting, header) && !Header.is(header, Header.RETIRED)) {
                    leavingSize = waiting;
                    return block;
                }
                release();
            }
            return 0;
        } catch (HeapCorruptionException e) {
            throw settled(e);
        }
    }

    private boolean isAdmissible(long size) {
        return size <= capacity / 2;
    }

    /**
     * Plans that a fragment waits; one that is too large for it is free at once.
     *
     * @param leaving what {@link #makeRoom} returned
     * @param block   a block that was removed
     * @param size    its fragment's size
     */
    final void planExchange(long leaving, long block, long size) {
        admitted = 0;
        // What was let go of meanwhile may have lowered the top.
        long top = heap.heapTop();
        if (!isAdmissible(size)) {
            heap.returnFragment(block - heap.blockStart(), top);
            return;
        }
        admitted = size;
        try {
            long now = sums() + QMallocLayout.one(size);
            long last = block(newest);
            long first = leaving == 0 ? first() : leaving == last ? 0 : block(leaving - Long.BYTES);
            if (first != 0) {
                heap.put(last - Long.BYTES, secret.seal(last - Long.BYTES, block));
            }
            if (leaving != 0) {
                now -= QMallocLayout.one(leavingSize);
                returnGone(leaving, top);
            }
            if (leaving != 0 || first == 0) {
                heap.put(oldest, secret.seal(oldest, first == 0 ? block : first));
            }
            heap.put(newest, secret.seal(newest, block));
            heap.put(sums, now);
        } catch (HeapCorruptionException e) {
            throw settled(e);
        }
    }

    /** Plainly says that a block is gone: whoever finds it said too early skips a check, and that is all. */
    private void returnGone(long block, long top) {
        long at = blocks.headerOf(block);
        region.putLong(at, Header.gone(secret, at, region.getLong(at)));
        heap.returnFragment(block - heap.blockStart(), top);
    }

    /** {@return the size of the fragment of a block that waits} @param block it @param top where fragments end */
    private long waitingSize(long block, long top) {
        long size = heap.waitingSize(block - heap.blockStart(), top);
        if (size == 0) {
            throw unfollowable(block - heap.blockStart(), oldest, "quarantine's first block");
        }
        return size;
    }

    private HeapCorruptionException unfollowable(long damaged, long at, String what) {
        unfollowable = inspector.unfollowable(damaged, at, what);
        return unfollowable;
    }

    /** A list that can't be followed is forgotten: what waits in it is never used again. */
    private HeapCorruptionException settled(HeapCorruptionException finding) {
        return finding == unfollowable ? abandoned(finding) : finding;
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
            throw settled(e);
        }
    }

    private boolean releaseFirst() {
        heap.drop();
        long block = first();
        if (block == 0) {
            return false;
        }
        long top = heap.heapTop();
        long size = waitingSize(block, top);
        long next = next(block);
        long header = blocks.header(block);
        boolean sound = isSound(block, size, header);
        HeapCorruptionException finding = sound ? null : inspector.writtenAfterFree(block, size, "quarantine");
        heap.put(oldest, secret.seal(oldest, next));
        heap.put(sums, sums() - QMallocLayout.one(size));
        if (!sound || Header.is(header, Header.RETIRED)) {
            setAside(block, size, header);
        } else {
            returnGone(block, top);
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
        return region.isFilled(block, last - block, QMallocLayout.PATTERN_BYTE)
                && secret.isIntact(last, region.getLong(last));
    }

    private long block(long at) {
        long word = region.getLong(at);
        long block = Secret.payload(word);
        if (!secret.isIntact(at, word) || (block & 15) != 0 || block >= heap.heapEnd()) {
            throw unfollowable(at, at, "quarantine's list");
        }
        return block;
    }

    private HeapCorruptionException abandoned(HeapCorruptionException finding) {
        heap.drop();
        long retired = words + QMallocLayout.RETIRED;
        heap.put(retired, region.getLong(retired) + sums());
        heap.put(oldest, secret.seal(oldest, 0));
        heap.put(newest, secret.seal(newest, 0));
        heap.put(sums, 0);
        heap.finish();
        unfollowable = null;
        return finding;
    }
}
