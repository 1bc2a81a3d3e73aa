package org.malloc4j.qmalloc;

import java.util.HashSet;
import java.util.Set;
import org.malloc4j.HeapCorruptionException;

/**
 * Goes around the heap in address order, a few blocks after every so many operations of this process, and looks at each
 * live block and at the freed ones that wait behind it. So damage is found after at most
 * (live blocks / blocks at a time + address space / 1 MiB) * interval operations of one process, wherever it is.
 *
 * <p>Where it stands is on the Java heap: every process has a patrol of its own.
 */
final class Patrol {
    private static final long REACH = 1 << 20;
    private static final int MOST_FREED = 16;

    private final QMallocHeap heap;
    private final Blocks blocks;
    private final Quarantine quarantine;
    private final Inspector inspector;
    private final int interval;
    private final int atATime;
    private final Set<Long> reported = new HashSet<>();
    private int operations;
    private long stands;

    Patrol(QMallocHeap heap, Blocks blocks, Quarantine quarantine, Inspector inspector, QMallocSettings settings) {
        this.heap = heap;
        this.blocks = blocks;
        this.quarantine = quarantine;
        this.inspector = inspector;
        this.interval = settings.patrolBlocks() == 0 ? Integer.MAX_VALUE : settings.patrolInterval();
        this.atATime = settings.patrolBlocks();
    }

    /** One more operation. */
    void step() {
        if (++operations >= interval) {
            operations = 0;
            goOn();
        }
    }

    private void goOn() {
        heap.drop();
        long top = heap.heapTop();
        if (stands >= top) {
            stands = 0;
        }
        for (int i = 0; i < atATime; i++) {
            long limit = Math.min(top, Math.max(stands, heap.heapStart()) + REACH);
            long block = heap.liveFrom(Math.max(stands, heap.heapStart()), limit);
            stands = limit;
            if (block >= limit) {
                return;
            }
            stands = block + 16;
            long size = heap.size(block - heap.blockStart(), top);
            if (!blocks.isSound(block, size)) {
                report(block, inspector.damage(block, "patrol"));
                return;
            }
            forget(block);
            stands = block + size;
            lookAtFreed(top);
        }
    }

    private void lookAtFreed(long top) {
        long size;
        for (int i = 0; i < MOST_FREED && heap.patrolsQuarantine()
                && (size = heap.waitingSize(stands - heap.blockStart(), top)) != 0; i++) {
            long block = stands;
            stands = block + size;
            if (!quarantine.isSound(block, size, blocks.header(block))) {
                report(block, inspector.writtenAfterFree(block, size, "patrol"));
            } else {
                forget(block);
            }
        }
    }

    /** What can't be mended is met on every round: it is said once. */
    private void report(long block, HeapCorruptionException finding) {
        if (reported.add(block)) {
            throw finding;
        }
    }

    /** Says it again if a block is found damaged that was, and isn't any more. @param block it */
    void forget(long block) {
        if (!reported.isEmpty()) {
            reported.remove(block);
        }
    }
}
