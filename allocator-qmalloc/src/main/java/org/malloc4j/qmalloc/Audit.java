package org.malloc4j.qmalloc;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/** Looks at every block and at all that waits, and adds up: the part of {@code verify} that is Q_MALLOC's own. */
final class Audit {
    private final Region region;
    private final QMallocHeap heap;
    private final Blocks blocks;
    private final Quarantine quarantine;
    private final Inspector inspector;
    private final long top;

    Audit(Region region, QMallocHeap heap, Blocks blocks, Quarantine quarantine, Inspector inspector) {
        this.region = region;
        this.heap = heap;
        this.blocks = blocks;
        this.quarantine = quarantine;
        this.inspector = inspector;
        this.top = heap.heapTop();
    }

    void verify() {
        long requested = 0;
        for (long block = heap.liveFrom(heap.heapStart(), top); block < top; block = heap.liveFrom(block + 16, top)) {
            long size = heap.size(block - heap.blockStart(), top);
            if (!blocks.isSound(block, size)) {
                throw inspector.damage(block, "verify");
            }
            requested += blocks.byteSize(size, blocks.header(block));
        }
        require("bytes asked for", QMallocLayout.requested(region.getLong(QMallocHeap.words()
                + QMallocLayout.REQUESTED)), requested);
        verifyQuarantine();
    }

    private void verifyQuarantine() {
        long sums = 0;
        long most = QMallocLayout.number(quarantine.sums());
        for (long block = quarantine.first(); block != 0; block = quarantine.next(block)) {
            long size = heap.waitingSize(block - heap.blockStart(), top);
            if (size == 0) {
                throw inspector.table(block - Long.BYTES, "quarantine's list", "verify");
            }
            if (!quarantine.isSound(block, size, blocks.header(block))) {
                throw inspector.writtenAfterFree(block, size, "verify");
            }
            sums += QMallocLayout.one(size);
            if (QMallocLayout.number(sums) > most) {
                break;
            }
        }
        require("fragments in the quarantine", quarantine.sums(), sums);
    }

    private void require(String what, long found, long expected) {
        if (found != expected) {
            throw new HeapCorruptionException("heap invariant broken: " + what + ": pool=" + region.name() + " found="
                    + found + " expected=" + expected);
        }
    }
}
