package org.malloc4j.qmalloc;

import org.malloc4j.spi.Region;

/** Live blocks, each with its header and guards: how large it is, and whether it is sound. */
final class Blocks {
    /**
     * How far back a neighbour is looked for by every free, in bytes: a word of marks for each KiB. Once it is known that
     * something is wrong there is no limit.
     */
    static final long NEAR = 16 << 20;

    private final Region region;
    private final QMallocHeap heap;
    private final Secret secret;
    private final Guards guards;
    private final long headerDistance;

    Blocks(Region region, QMallocHeap heap, Secret secret, Guards guards) {
        this.region = region;
        this.heap = heap;
        this.secret = secret;
        this.guards = guards;
        this.headerDistance = heap.blockStart() - QMallocLayout.HEADER;
    }

    /** {@return a block's header, intact or not} @param block the block */
    long header(long block) {
        return region.getLong(block - headerDistance);
    }

    /** {@return where a block's header lies} @param block the block */
    long headerOf(long block) {
        return block - headerDistance;
    }

    boolean isIntact(long block, long header) {
        return Header.isIntact(secret, block - headerDistance, header);
    }

    /** {@return how many bytes were asked for} @param size of the fragment @param header the block's */
    long byteSize(long size, long header) {
        return size - heap.blockStart() - Header.tail(header);
    }

    /** {@return whether a live block's header and guards are what they should be} @param block it @param size its fragment's */
    boolean isSound(long block, long size) {
        long header = header(block);
        if (size == 0 || !isIntact(block, header) || !guards.isFrontIntact(block)) {
            return false;
        }
        long byteSize = byteSize(size, header);
        if (byteSize < 0 || Header.tail(header) < QMallocLayout.SMALLEST_TAIL) {
            return false;
        }
        return heap.isTailSound(block + byteSize, block + byteSize + Header.tail(header))
                || Header.is(header, Header.UNGUARDED);
    }
}
