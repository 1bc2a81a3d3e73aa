package org.malloc4j.qmalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/** A guarded heap and its memory, in which a test misbehaves. */
final class Ground {
    static final QMallocSettings USUAL = new QMallocSettings(16 * 1024, 64, 4);

    /** Makes a heap over a region that was formatted. */
    interface Maker {
        QMallocHeap make(Region region, long tagByteSize, QMallocSettings settings);
    }

    private final MemorySegment memory;
    private final QMallocHeap heap;
    private final QMallocAllocator allocator;

    Ground(Maker maker, long byteSize, long tagByteSize, QMallocSettings settings) {
        this.memory = Arena.ofAuto().allocate(byteSize, 4096);
        Region region = Region.of("ground", memory, Sharing.PRIVATE, Processes.alone(), (offset, size) -> true);
        QMallocHeap.format(region, tagByteSize, settings, 42);
        this.heap = maker.make(region, tagByteSize, settings);
        this.allocator = new QMallocAllocator(heap);
    }

    QMallocAllocator allocator() {
        return allocator;
    }

    QMallocHeap heap() {
        return heap;
    }

    MemorySegment memory() {
        return memory;
    }

    /** {@return a block whose contents look random} @param byteSize its size */
    long allocate(long byteSize) {
        long block = allocator.allocate(byteSize, 16);
        long value = block * 0x9E3779B97F4A7C15L | 1;
        for (long i = 0; i < byteSize; i++) {
            value = value * 6364136223846793005L + 1442695040888963407L;
            memory.set(ValueLayout.JAVA_BYTE, block + i, (byte) (value >>> 56));
        }
        return block;
    }

    /** Overwrites bytes, lets something happen, and puts them back. */
    void whileOverwritten(long at, long byteSize, byte value, Runnable what) {
        MemorySegment there = memory.asSlice(at, byteSize);
        byte[] before = there.toArray(ValueLayout.JAVA_BYTE);
        there.fill(value);
        what.run();
        MemorySegment.copy(before, 0, memory, ValueLayout.JAVA_BYTE, at, before.length);
    }

    /** {@return what is reported when something is tried, or null} */
    static CorruptionReport finding(Runnable tried) {
        try {
            tried.run();
            return null;
        } catch (HeapCorruptionException e) {
            return e.report().orElse(null);
        }
    }

    /** {@return what is reported when a block is passed to something, or null} */
    static CorruptionReport finding(Consumer<Long> tried, long block) {
        return finding(() -> tried.accept(block));
    }
}
