package org.malloc4j.tck;

import com.typesafe.config.Config;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.Tagged;

/**
 * What each part of the contract works with: the provider on trial, its settings, the seed, and how long to go on.
 *
 * @param provider brings the allocator on trial
 * @param config   the allocator's own settings
 * @param seed     where random sequences begin
 * @param factor   how many times as long as usual random sequences go on
 */
record Trial(AllocatorProvider provider, Config config, long seed, double factor) {
    private static final List<Long> TAG_BYTE_SIZES = List.of(0L, 8L, 24L, 40L);
    private static final long SOME_KIB = 64 << 10;

    /** {@return a number of steps, made longer or shorter by the factor} @param usual how many there usually are */
    int steps(int usual) {
        return (int) Math.max(1, Math.round(usual * factor));
    }

    /** {@return a fresh source of random numbers, the same for every call} */
    SplittableRandom random() {
        return new SplittableRandom(seed);
    }

    /** {@return memory with undefined contents: a pattern that is zero nowhere} @param byteSize its size */
    static MemorySegment garbage(long byteSize) {
        MemorySegment segment = Arena.ofAuto().allocate(byteSize, 4096);
        segment.fill((byte) 0xA5);
        return segment;
    }

    /** {@return a freshly formatted heap} @param byteSize the region's size */
    TrialHeap heap(long byteSize) {
        return heap(byteSize, 0, Sharing.PRIVATE);
    }

    /** {@return a freshly formatted heap} @param byteSize the region's size @param tagByteSize bytes beside each block @param sharing whose */
    TrialHeap heap(long byteSize, long tagByteSize, Sharing sharing) {
        return heap(byteSize, tagByteSize, sharing, (offset, size) -> true);
    }

    /** {@return a freshly formatted heap whose pages come from somewhere} @param byteSize the region's size @param tagByteSize bytes beside each block @param sharing whose @param backing provides pages */
    TrialHeap heap(long byteSize, long tagByteSize, Sharing sharing, Backing backing) {
        GuardedRegion region = new GuardedRegion(garbage(byteSize), sharing, backing, provider.growsInSteps());
        return new TrialHeap(region, provider.format(region, tagByteSize, config), tagByteSize);
    }

    /** {@return 64 KiB, or the provider's smallest region if that is larger} */
    long ordinaryByteSize() {
        return Math.max(SOME_KIB, provider.minimumByteSize(0));
    }

    /** {@return region sizes to try, from the smallest that the provider takes} @param tagByteSize bytes beside each block */
    List<Long> regionByteSizes(long tagByteSize) {
        long minimum = provider.minimumByteSize(tagByteSize);
        List<Long> sizes = new ArrayList<>(List.of(minimum, minimum + 16, minimum + 333));
        for (long size : new long[] {4096, 5003, SOME_KIB, 1 << 20}) {
            if (size > minimum) {
                sizes.add(size);
            }
        }
        return sizes;
    }

    /** {@return the tag sizes to try: none but 0 if the allocator doesn't keep tags} */
    List<Long> tagByteSizes() {
        return isTagged() ? TAG_BYTE_SIZES : List.of(0L);
    }

    /** {@return whether the allocator claims to keep tags} */
    boolean isTagged() {
        return sample() instanceof Tagged;
    }

    /** {@return whether the allocator claims to survive the death of a process inside it} */
    boolean isRecoverable() {
        return sample() instanceof Recoverable;
    }

    private Allocator sample() {
        return heap(ordinaryByteSize()).allocator();
    }
}
