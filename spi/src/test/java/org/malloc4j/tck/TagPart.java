package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.Tagged;

/** The part of the contract about tags. Where they lie and that they stay is checked by {@link TrialHeap}, at each step. */
final class TagPart {

    private TagPart() {
    }

    static void besideBlocks(Trial trial) {
        forEachTagByteSize(trial, heap -> {
            for (int i = 0; i < 100; i++) {
                heap.allocate(i * 5L, 16L << i % 9);
            }
            heap.check();
            heap.checkFreshAfterFreeingAll();
        });
    }

    static void throughResize(Trial trial) {
        forEachTagByteSize(trial, heap -> {
            long block = heap.allocate(500, 16);
            long next = heap.allocate(500, 16);
            for (long size : new long[] {100, 0, 300, 501, 500}) {
                heap.resize(block, size);
                heap.check();
            }
            heap.free(next);
            heap.resize(block, 900);
            heap.check();
        });
    }

    /** Frees blocks in random order; with nothing allocated in between, the tags of all of them stay. */
    static void afterFree(Trial trial) {
        forEachTagByteSize(trial, heap -> {
            List<ShadowModel.Live> freed = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                heap.allocate(i * 5L, 16);
            }
            List<Long> order = heap.model().numbers();
            Collections.shuffle(order, new Random(trial.seed()));
            for (long block : order) {
                freed.add(heap.model().get(block));
                heap.free(block);
                checkAll(heap, freed, "free");
            }
            heap.trim();
            checkAll(heap, freed, "trim");
        });
    }

    private static void checkAll(TrialHeap heap, List<ShadowModel.Live> freed, String by) {
        Allocator allocator = heap.allocator();
        for (ShadowModel.Live live : freed) {
            long tag = ((Tagged) allocator).tag(live.block());
            if (tag != live.tag() || Stamp.mismatch(heap.segment(), tag, heap.tagByteSize(), ~live.key()) >= 0) {
                throw new AssertionError("tag of a freed block changed by " + by + ": " + live + " tag=" + tag);
            }
        }
    }

    private static void forEachTagByteSize(Trial trial, Consumer<TrialHeap> check) {
        for (long tagByteSize : trial.tagByteSizes()) {
            if (tagByteSize > 0) {
                check.accept(trial.heap(trial.ordinaryByteSize() * 4, tagByteSize, Sharing.PRIVATE));
            }
        }
    }
}
