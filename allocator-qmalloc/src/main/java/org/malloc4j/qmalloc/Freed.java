package org.malloc4j.qmalloc;

import org.malloc4j.CorruptionReport.Kind;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.NoBlock;

/**
 * What is known of a number that is no live block.
 *
 * @param kind        a double free, or a free of something else
 * @param sentence    what the number is
 * @param byteSize    how many bytes were asked for when it was a block, or -1
 * @param allocatedBy the pid of who allocated it, or 0
 * @param freedBy     the pid of who freed it first, or 0
 */
record Freed(Kind kind, String sentence, long byteSize, long allocatedBy, long freedBy) {

    /** {@return what a number is} @param block the number @param top where fragments end */
    static Freed find(long block, long top, QMallocHeap heap, Blocks blocks, Region region, Secret secret) {
        long first = heap.heapStart() + heap.blockStart();
        if (block < first || block >= heap.heapEnd()) {
            return other(NoBlock.outside(first, heap.heapEnd()));
        }
        long before = block >= top ? -1 : heap.liveBefore(block, first);
        if (before >= 0) {
            long size = heap.size(before - heap.blockStart(), top);
            long header = blocks.header(before);
            long byteSize = blocks.isIntact(before, header) ? blocks.byteSize(size, header) : size - heap.blockStart();
            if (block - before < size - heap.blockStart()) {
                return other(NoBlock.inside(block, before, byteSize));
            }
        }
        return (block & 15) != 0 || block >= top ? other(NoBlock.nothing(block))
                : freed(block, top, heap, blocks, region, secret);
    }

    private static Freed freed(long block, long top, QMallocHeap heap, Blocks blocks, Region region, Secret secret) {
        long fragment = block - heap.blockStart();
        long size = heap.size(fragment, top);
        long header = blocks.header(block);
        if (size == 0 || !blocks.isIntact(block, header) || blocks.byteSize(size, header) < 0) {
            return other(NoBlock.FREED_OR_NEVER);
        }
        long last = fragment + size - Long.BYTES;
        long word = region.getLong(last);
        long freedBy = secret.isIntact(last, word) ? Secret.payload(word) : 0;
        long allocatedBy = Header.pid(header);
        long byteSize = blocks.byteSize(size, header);
        boolean waits = Header.is(header, Header.FREED);
        return new Freed(Kind.DOUBLE_FREE, "a double free: it had " + byteSize + " bytes, was allocated by process "
                + name(allocatedBy) + " and freed by process " + name(freedBy) + " before"
                + (waits ? ", and waits in the quarantine" : ", and its memory is free"), byteSize, allocatedBy, freedBy);
    }

    private static Freed other(String sentence) {
        return new Freed(Kind.FOREIGN_FREE, sentence, -1, 0, 0);
    }

    private static String name(long pid) {
        return pid == 0 ? "(unknown)" : Long.toString(pid);
    }
}
