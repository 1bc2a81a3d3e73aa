package org.malloc4j.tck;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/** A small heap in which processes die: how to format it, how to join it, and what it is like when it is empty. */
final class CrashSite {
    /** Room for blocks, beside whatever the allocator needs for itself. */
    private static final long ROOM = 4096;
    /** Pages come in small portions, so that a heap grows often. */
    private static final Backing SMALL_PORTIONS = (offset, byteSize) -> byteSize <= ROOM / 2;

    private final Trial trial;
    private final long tagByteSize;
    private final long byteSize;
    private final SplittableRandom random;
    private final PoolStatistics fresh;

    CrashSite(Trial trial, long tagByteSize) {
        this.trial = trial;
        this.tagByteSize = tagByteSize;
        this.byteSize = trial.provider().minimumByteSize(tagByteSize) + ROOM & -16;
        this.random = trial.random();
        this.fresh = format(regionToFormat(garbage(), new Mortals().claim(0))).statistics();
    }

    SplittableRandom random() {
        return random;
    }

    long tagByteSize() {
        return tagByteSize;
    }

    /** {@return what statistics say once it was formatted} */
    PoolStatistics fresh() {
        return fresh;
    }

    Image garbage() {
        return Image.garbage(byteSize, trial.provider().growsInSteps());
    }

    CrashRegion region(Image image, Processes processes) {
        return new CrashRegion(image, Sharing.SHARED, processes, SMALL_PORTIONS);
    }

    /** {@return the memory's size} */
    long byteSize() {
        return byteSize;
    }

    /** {@return where pages come from: in small portions} */
    Backing backing() {
        return SMALL_PORTIONS;
    }

    /** {@return a region that provides pages in portions large enough for whatever format needs} */
    CrashRegion regionToFormat(Image image, Processes processes) {
        return new CrashRegion(image, Sharing.SHARED, processes, (offset, size) -> true);
    }

    Allocator format(Region region) {
        return trial.provider().format(region, tagByteSize, trial.config());
    }

    Allocator attach(Region region) {
        return trial.provider().attach(region, tagByteSize, trial.config());
    }

    /** {@return a heap in which some blocks live and some fragments are free} Nobody lives who could have made it. */
    Scene scene() {
        Image image = garbage();
        Processes maker = new Mortals().claim(3);
        format(regionToFormat(image, maker));
        Allocator allocator = attach(region(image, maker));
        Holdings holdings = new Holdings(tagByteSize);
        for (int i = 0; i < 8; i++) {
            holdings.add(allocator.allocate(60 + 50 * i, 16), allocator);
        }
        List<Long> blocks = List.copyOf(holdings.blocks().keySet());
        for (int index : new int[] {2, 5}) {
            allocator.free(blocks.get(index));
            holdings.blocks().remove(blocks.get(index));
        }
        holdings.words().put(blocks.getFirst(), 0L);
        image.memory().set(ValueLayout.JAVA_LONG, blocks.getFirst(), 0);
        holdings.write(image);
        return new Scene(image, holdings);
    }

    /** {@return what a process does that joins, recovers what others left, and performs an operation} */
    Life live(Image image, Processes processes, List<Mortals.Dead> recovers, Operation operation) {
        List<Access> log = new ArrayList<>();
        CrashRegion region = region(image, processes);
        region.record(log);
        Allocator allocator = attach(region);
        if (!recovers.isEmpty()) {
            Survival.recover(allocator, recovers);
        }
        long result = operation.perform(allocator);
        region.record(null);
        return new Life(allocator, log, result);
    }

    /**
     * A heap in use.
     *
     * @param image    its memory
     * @param holdings what it holds: at least three blocks, and one before them with a word at its start
     */
    record Scene(Image image, Holdings holdings) {

        /** {@return operations that it allows, one of each kind or more} */
        List<Operation> operations() {
            List<Long> blocks = List.copyOf(holdings.blocks().keySet());
            long word = blocks.getFirst();
            return List.of(new Operation.Allocate(40, 16), new Operation.Allocate(50, 256),
                    new Operation.Allocate(600, 16), new Operation.Free(blocks.get(1)),
                    new Operation.Free(blocks.get(3)), new Operation.Free(blocks.getLast()),
                    new Operation.Resize(blocks.get(1), 10), new Operation.Resize(blocks.get(1), 180),
                    new Operation.Resize(blocks.getLast(), 500), new Operation.AllocateInto(word, 100, 16),
                    new Operation.Trim());
        }
    }

    /**
     * What a process did.
     *
     * @param allocator as it sees it
     * @param log       each access
     * @param result    its operation's
     */
    record Life(Allocator allocator, List<Access> log, long result) {
    }
}
