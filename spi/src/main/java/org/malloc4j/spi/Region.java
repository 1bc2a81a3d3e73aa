package org.malloc4j.spi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A contiguous range of memory that one allocator manages, and the only way in which it stores its metadata there.
 *
 * <p>The allocator did not obtain the memory; it was handed over, page-aligned, with undefined contents. Offsets count
 * in bytes from the region's start; word offsets are multiples of 8. Words are in the machine's own byte order.
 *
 * <p>Every store to metadata goes through this class so that a test can stop the world after any one of them. The memory
 * order is in the method's name, and means what {@link java.lang.invoke.VarHandle} says of it. Stores without a suffix
 * are plain: the JIT may reorder them among each other, so where order matters to a survivor, the later one is a release
 * store.
 *
 * <p>A class rather than an interface, with one implementation loaded in production, so that the JIT inlines the access.
 */
public abstract class Region {
    private final String name;
    private final long byteSize;
    private final Sharing sharing;
    private final Processes processes;

    /**
     * @param name      how messages call it: {@code shm}, {@code pkg}
     * @param byteSize  its size in bytes
     * @param sharing   who may touch it at the same time
     * @param processes the processes that may touch it
     */
    protected Region(String name, long byteSize, Sharing sharing, Processes processes) {
        this.name = name;
        this.byteSize = byteSize;
        this.sharing = sharing;
        this.processes = processes;
    }

    /**
     * {@return a region over a segment that no other process can reach, shared by the threads of this one}
     *
     * @param segment the memory, aligned to 16 bytes or more
     */
    public static Region of(MemorySegment segment) {
        return of("region", segment, Sharing.PRIVATE, Processes.alone(), Backing.present());
    }

    /**
     * {@return a region over a segment}
     *
     * @param name      how messages call it
     * @param segment   the memory, aligned to 16 bytes or more
     * @param sharing   who may touch it at the same time
     * @param processes the processes that may touch it
     * @param backing   how pages are taken from whatever provides them
     */
    public static Region of(String name, MemorySegment segment, Sharing sharing, Processes processes, Backing backing) {
        return SegmentRegion.over(name, segment, sharing, processes, backing);
    }

    /**
     * {@return a region like {@link #of}, which the JIT makes faster code for if it is one of the first two of this JVM}
     * For the memory of a pool, which lives as long as the JVM; it stays known to it for ever, closed or not.
     *
     * @param name      how messages call it
     * @param segment   the memory, aligned to 16 bytes or more
     * @param sharing   who may touch it at the same time
     * @param processes the processes that may touch it
     * @param backing   how pages are taken from whatever provides them
     */
    public static Region ofPool(String name, MemorySegment segment, Sharing sharing, Processes processes,
                                Backing backing) {
        return SegmentRegion.constant(name, segment, sharing, processes, backing);
    }

    /** {@return whether its memory is a constant to the JIT} See {@link #ofPool}. */
    public boolean isConstant() {
        return false;
    }

    /** {@return how messages call it} */
    public final String name() {
        return name;
    }

    /** {@return the size in bytes} */
    public final long byteSize() {
        return byteSize;
    }

    /** {@return who may touch it at the same time} */
    public final Sharing sharing() {
        return sharing;
    }

    /** {@return the processes that may touch it} */
    public final Processes processes() {
        return processes;
    }

    /**
     * Makes sure that a range can be touched. In a mapped file a page the file system can't provide doesn't fail
     * cleanly when it is touched, so an allocator that {@linkplain AllocatorProvider#growsInSteps() grows in steps}
     * calls this ahead of its first use of a range, in steps of some hundred KiB. The range must hold nothing yet: its
     * contents are undefined afterwards.
     *
     * @param offset   the first byte
     * @param byteSize the number of bytes
     * @return false if the range can't be provided
     */
    public abstract boolean reserve(long offset, long byteSize);

    /** {@return the word at an offset, read plainly} @param offset where */
    public abstract long getLong(long offset);

    /** {@return the word at an offset, read with acquire order} @param offset where */
    public abstract long getLongAcquire(long offset);

    /** Stores a word plainly. @param offset where @param value what */
    public abstract void putLong(long offset, long value);

    /** Stores a word with release order. @param offset where @param value what */
    public abstract void putLongRelease(long offset, long value);

    /** Lets no store that follows be seen before one that precedes, plain or not. */
    public void storeFence() {
        VarHandle.storeStoreFence();
    }

    /**
     * Replaces a word if it is as expected, with the order of a volatile read and write.
     *
     * @param offset   where
     * @param expected what should be there
     * @param value    what shall be there
     * @return whether the word was as expected
     */
    public abstract boolean compareAndSetLong(long offset, long expected, long value);

    /** {@return the byte at an offset, read plainly} @param offset where */
    public abstract byte getByte(long offset);

    /** Stores a byte plainly. @param offset where @param value what */
    public abstract void putByte(long offset, byte value);

    /** Stores the same byte to a whole range, plainly. @param offset where @param byteSize how many @param value what */
    public abstract void fill(long offset, long byteSize, byte value);

    /**
     * {@return whether a range of words holds the same byte everywhere, read plainly} Where that can be had, many words are
     * compared at once.
     *
     * @param offset   where, a multiple of 8
     * @param byteSize how many, a multiple of 8
     * @param value    what
     */
    public boolean isFilled(long offset, long byteSize, byte value) {
        long word = (value & 0xFFL) * 0x0101_0101_0101_0101L;
        long wrong = 0;
        for (long at = offset; at < offset + byteSize; at += Long.BYTES) {
            wrong |= getLong(at) ^ word;
        }
        return wrong == 0;
    }
}
