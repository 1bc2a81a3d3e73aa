package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.malloc4j.spi.Allocator;

/**
 * What a walk saw, in order, compared with what it must have seen.
 *
 * @param steps the live blocks and free fragments
 */
record Walk(List<Step> steps) {

    /**
     * One live block or free fragment.
     *
     * @param block    where it starts
     * @param byteSize its size
     * @param live     which of both
     */
    record Step(long block, long byteSize, boolean live) {
    }

    /** {@return a whole walk, in one go} @param allocator whose */
    static Walk of(Allocator allocator) {
        List<Step> steps = new ArrayList<>();
        long end = allocator.forEachBlock(0, (block, size, live) -> steps.add(new Step(block, size, live)));
        if (end != 0) {
            throw new AssertionError("a walk that was never stopped must return 0: returned=" + end);
        }
        return new Walk(steps);
    }

    /** {@return a whole walk that is stopped after every block and resumed} @param allocator whose */
    static Walk resumed(Allocator allocator) {
        List<Step> steps = new ArrayList<>();
        long from = 0;
        do {
            int before = steps.size();
            from = allocator.forEachBlock(from, (block, size, live) -> {
                steps.add(new Step(block, size, live));
                return false;
            });
            if (steps.size() > before + 1) {
                throw new AssertionError("the walk went on after the visitor had stopped it: steps="
                        + steps.subList(before, steps.size()));
            }
            if (steps.size() == before && from != 0) {
                throw new AssertionError("a walk that sees nothing has ended and must return 0: returned=" + from);
            }
        } while (from != 0);
        return new Walk(steps);
    }

    /** Compares with the live blocks that there must be. @param model knows them */
    void check(ShadowModel model) {
        Iterator<ShadowModel.Live> expected = model.live().iterator();
        Step previous = new Step(0, 0, false);
        for (Step step : steps) {
            if (step.block() <= previous.block() || step.block() < previous.block() + previous.byteSize()) {
                throw new AssertionError("walk out of order: " + step + " after " + previous);
            }
            if (step.live()) {
                checkLive(step, expected);
            } else if (step.byteSize() < 0 || model.isOwned(step.block(), step.byteSize())) {
                throw new AssertionError("walk sees bytes of a live block as free: " + step);
            }
            previous = step;
        }
        if (expected.hasNext()) {
            throw new AssertionError("walk missed a live block: " + expected.next());
        }
    }

    private static void checkLive(Step step, Iterator<ShadowModel.Live> expected) {
        if (!expected.hasNext()) {
            throw new AssertionError("walk sees a block that isn't live: " + step);
        }
        ShadowModel.Live live = expected.next();
        if (live.block() != step.block() || live.byteSize() != step.byteSize()) {
            throw new AssertionError("walk and model disagree about a live block: walk=" + step + " model=" + live);
        }
    }

    /** {@return how many free fragments it saw} */
    long freeFragments() {
        return steps.stream().filter(step -> !step.live()).count();
    }

    /** {@return the bytes in free fragments} */
    long freeSize() {
        return steps.stream().filter(step -> !step.live()).mapToLong(Step::byteSize).sum();
    }

    /** {@return the size of the largest free fragment, or -1 if there is none} */
    long largestFree() {
        return steps.stream().filter(step -> !step.live()).mapToLong(Step::byteSize).max().orElse(-1);
    }
}
