package org.malloc4j.tck;

import com.typesafe.config.Config;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * Damages a heap one word at a time and goes on using it: what lies outside every block is flipped, word after word, each
 * on a fresh copy. Whatever was hit, an allocator must say so or do without it; it may never hand out a byte that belongs
 * to somebody, never fail in another way, and every walk must end. Words that it names are left alone.
 */
public final class FlippedWords {
    private static final int OPERATIONS = 60;
    private static final long[] MASKS = {-1L, 1L << 4, 1L << 33};

    private final AllocatorProvider provider;
    private final Config config;
    private final long tagByteSize;
    private final long byteSize;
    private final SplittableRandom random;
    private final Map<Long, Long> live = new TreeMap<>();
    private long flipped;
    private long said;

    /**
     * @param provider    brings the allocator
     * @param config      its own settings
     * @param tagByteSize the bytes wanted beside each block
     * @param byteSize    the region's size, a multiple of 8
     * @param seed        where random numbers begin
     */
    public FlippedWords(AllocatorProvider provider, Config config, long tagByteSize, long byteSize, long seed) {
        this.provider = provider;
        this.config = config;
        this.tagByteSize = tagByteSize;
        this.byteSize = byteSize;
        this.random = new SplittableRandom(seed);
    }

    /** Flips every word but some. {@return what was tried} @param spared offsets of words that nobody can tell from a flipped one */
    public String run(List<Long> spared) {
        MemorySegment memory = Trial.garbage(byteSize);
        Allocator allocator = provider.format(region(memory), tagByteSize, config);
        populate(allocator);
        for (long at = 0; at < byteSize; at += Long.BYTES) {
            if (!spared.contains(at) && !isInsideABlock(at)) {
                for (long mask : MASKS) {
                    flip(memory, at, mask);
                }
            }
        }
        return "words flipped=" + flipped / MASKS.length + " times=" + MASKS.length + " said=" + said + " contained="
                + (flipped - said);
    }

    private static Region region(MemorySegment memory) {
        return Region.of("flipped", memory, Sharing.PRIVATE, Processes.alone(), (offset, size) -> true);
    }

    private void populate(Allocator allocator) {
        for (int i = 0; i < 60; i++) {
            long size = random.nextLong(150);
            long block = allocator.allocate(size, 16);
            if (block != 0) {
                live.put(block, allocator.byteSize(block));
            }
        }
        for (long block : List.copyOf(live.keySet())) {
            if (random.nextInt(3) == 0) {
                allocator.free(block);
                live.remove(block);
            }
        }
    }

    /** Also the first and the last word of a block are spared if a part of them is its own. */
    private boolean isInsideABlock(long at) {
        for (Map.Entry<Long, Long> block : live.entrySet()) {
            if (at < block.getKey() + block.getValue() && at + Long.BYTES > block.getKey()) {
                return true;
            }
        }
        return false;
    }

    private void flip(MemorySegment memory, long at, long mask) {
        MemorySegment copy = Trial.garbage(byteSize);
        copy.copyFrom(memory);
        TreeMap<Long, Long> owned = new TreeMap<>(live);
        owned.forEach((block, size) -> Stamp.write(copy, block, size, block));
        copy.set(ValueLayout.JAVA_LONG, at, copy.get(ValueLayout.JAVA_LONG, at) ^ mask);
        flipped++;
        try {
            said += use(copy, owned) ? 1 : 0;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("not contained: " + e + " [word=" + at + " mask=0x" + Long.toHexString(mask) + "]", e);
        }
    }

    /** {@return whether the damage was said} */
    private boolean use(MemorySegment memory, TreeMap<Long, Long> owned) {
        boolean[] found = new boolean[1];
        Allocator[] allocator = new Allocator[1];
        attempt(found, () -> allocator[0] = provider.attach(region(memory), tagByteSize, config));
        if (allocator[0] == null) {
            return true;
        }
        attempt(found, () -> walk(allocator[0]));
        for (int i = 0; i < OPERATIONS; i++) {
            attempt(found, () -> operate(allocator[0], memory, owned));
        }
        attempt(found, allocator[0]::trim);
        attempt(found, allocator[0]::verify);
        attempt(found, () -> walk(allocator[0]));
        allocator[0].statistics();
        for (Map.Entry<Long, Long> block : owned.entrySet()) {
            if (Stamp.mismatch(memory, block.getKey(), block.getValue(), block.getKey()) >= 0) {
                throw new AssertionError("contents of a live block changed: block=" + block);
            }
        }
        return found[0];
    }

    private void operate(Allocator allocator, MemorySegment memory, TreeMap<Long, Long> owned) {
        if (random.nextBoolean() || owned.isEmpty()) {
            long size = random.nextLong(200);
            long block = allocator.allocate(size, 16);
            if (block != 0) {
                own(memory, owned, block, size);
            }
        } else {
            List<Long> blocks = List.copyOf(owned.keySet());
            long block = blocks.get(random.nextInt(blocks.size()));
            if (random.nextInt(4) == 0) {
                long size = random.nextLong(200);
                if (allocator.resize(block, size)) {
                    long before = owned.remove(block);
                    if (Stamp.mismatch(memory, block, Math.min(before, size), block) >= 0) {
                        throw new AssertionError("contents changed by resize: block=" + block);
                    }
                    own(memory, owned, block, size);
                }
            } else {
                allocator.free(block);
                owned.remove(block);
            }
        }
    }

    private void own(MemorySegment memory, TreeMap<Long, Long> owned, long block, long size) {
        if (block <= 0 || block % 16 != 0 || block + size > byteSize) {
            throw new AssertionError("handed out what is no block: block=" + block + " size=" + size);
        }
        Map.Entry<Long, Long> before = owned.lowerEntry(block + Math.max(1, size));
        if (before != null && before.getKey() + Math.max(1, before.getValue()) > block) {
            throw new AssertionError("two owners of one byte: block=" + block + " size=" + size + " other=" + before);
        }
        owned.put(block, size);
        Stamp.write(memory, block, size, block);
    }

    private void walk(Allocator allocator) {
        long[] steps = new long[1];
        allocator.forEachBlock(0, (block, size, isLive) -> {
            if (++steps[0] > byteSize / 16) {
                throw new AssertionError("a walk doesn't end: block=" + block);
            }
            return true;
        });
    }

    /** A finding is as good as doing without. Anything else isn't. */
    private static void attempt(boolean[] found, Runnable what) {
        try {
            what.run();
        } catch (HeapCorruptionException | IllegalBlockException e) {
            found[0] = true;
        }
    }
}
