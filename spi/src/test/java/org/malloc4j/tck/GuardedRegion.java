package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.concurrent.atomic.LongAdder;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * A region that watches what an allocator does to it: every access lies inside, words are aligned, and, if the provider
 * says that it grows in steps, nothing is touched before it was reserved. Reserving fills the range with garbage, as the
 * interface allows. Stores are counted, and {@link #stored()} is called after each, for whoever wants to stop there.
 */
class GuardedRegion extends Region {
    private static final long PAGE = 4096;

    private final MemorySegment segment;
    private final Region inner;
    private final Backing backing;
    private final BitSet reserved;
    private final LongAdder stores = new LongAdder();

    /**
     * @param segment      the memory
     * @param sharing      who may touch it at the same time
     * @param backing      provides pages
     * @param growsInSteps whether pages must be reserved before they are touched
     */
    GuardedRegion(MemorySegment segment, Sharing sharing, Backing backing, boolean growsInSteps) {
        this(segment, sharing, backing, growsInSteps ? new BitSet() : null);
    }

    private GuardedRegion(MemorySegment segment, Sharing sharing, Backing backing, BitSet reserved) {
        super("trial", segment.byteSize(), sharing, Processes.alone());
        this.segment = segment;
        this.inner = Region.of(segment);
        this.backing = backing;
        this.reserved = reserved;
    }

    /** {@return the same memory once more, as another process would map it} */
    final GuardedRegion again() {
        return new GuardedRegion(segment, sharing(), backing, reserved);
    }

    /** {@return the memory itself, as a host sees it} */
    final MemorySegment segment() {
        return segment;
    }

    /** {@return how many stores there were; one that fills a range is one} */
    final long stores() {
        return stores.sum();
    }

    /** Called after each store. */
    protected void stored() {
        stores.increment();
    }

    /** {@return whether a range lies inside and was reserved, if that is asked for} @param offset where @param byteSize how many */
    final boolean isTouchable(long offset, long byteSize) {
        if (offset < 0 || byteSize < 0 || offset > byteSize() - byteSize) {
            return false;
        }
        if (reserved == null || byteSize == 0) {
            return true;
        }
        int last = (int) ((offset + byteSize - 1) / PAGE);
        synchronized (reserved) {
            return reserved.nextClearBit((int) (offset / PAGE)) > last;
        }
    }

    @Override
    public final boolean reserve(long offset, long byteSize) {
        if (offset < 0 || byteSize < 0 || offset > byteSize() - byteSize) {
            throw new AssertionError("reserved outside the region: offset=" + offset + " byteSize=" + byteSize
                    + " region=" + byteSize());
        }
        if (!backing.reserve(offset, byteSize)) {
            return false;
        }
        if (reserved != null && byteSize > 0) {
            segment.asSlice(offset, byteSize).fill((byte) 0x5A);
            synchronized (reserved) {
                reserved.set((int) (offset / PAGE), (int) ((offset + byteSize - 1) / PAGE) + 1);
            }
        }
        return true;
    }

    @Override
    public final long getLong(long offset) {
        checkWord(offset);
        return inner.getLong(offset);
    }

    @Override
    public final long getLongAcquire(long offset) {
        checkWord(offset);
        return inner.getLongAcquire(offset);
    }

    @Override
    public final void putLong(long offset, long value) {
        checkWord(offset);
        inner.putLong(offset, value);
        stored();
    }

    @Override
    public final void putLongRelease(long offset, long value) {
        checkWord(offset);
        inner.putLongRelease(offset, value);
        stored();
    }

    @Override
    public final boolean compareAndSetLong(long offset, long expected, long value) {
        checkWord(offset);
        boolean done = inner.compareAndSetLong(offset, expected, value);
        if (done) {
            stored();
        }
        return done;
    }

    @Override
    public final byte getByte(long offset) {
        check(offset, 1);
        return inner.getByte(offset);
    }

    @Override
    public final void putByte(long offset, byte value) {
        check(offset, 1);
        inner.putByte(offset, value);
        stored();
    }

    @Override
    public final void fill(long offset, long byteSize, byte value) {
        check(offset, byteSize);
        inner.fill(offset, byteSize, value);
        stored();
    }

    private void checkWord(long offset) {
        if ((offset & 7) != 0) {
            throw new AssertionError("word not aligned to 8: offset=" + offset);
        }
        check(offset, Long.BYTES);
    }

    private void check(long offset, long byteSize) {
        if (!isTouchable(offset, byteSize)) {
            boolean inside = offset >= 0 && byteSize >= 0 && offset <= byteSize() - byteSize;
            throw new AssertionError((inside ? "touched before it was reserved" : "touched outside the region")
                    + ": offset=" + offset + " byteSize=" + byteSize + " region=" + byteSize());
        }
    }
}
