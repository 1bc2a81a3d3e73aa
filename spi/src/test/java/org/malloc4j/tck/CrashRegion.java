package org.malloc4j.tck;

import java.util.List;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * One process's view of an {@link Image}: writes down every store and everything else that order depends on, refuses
 * what touches pages that were never reserved, and notices a wait that nothing can end.
 */
class CrashRegion extends Region {
    private static final int LONGEST_WAIT = 3_000;
    private static final int AS_LONG_AS_IT_TAKES = Integer.MAX_VALUE;

    private final Image image;
    private final Region inner;
    private final Backing backing;
    private List<Access> log;
    private long awaited = -1;
    private int waits;
    private int longestWait = LONGEST_WAIT;

    /** @param image the memory @param sharing whose @param processes seen by this one @param backing provides pages */
    CrashRegion(Image image, Sharing sharing, Processes processes, Backing backing) {
        super("trial", image.memory().byteSize(), sharing, processes);
        this.image = image;
        this.inner = Region.of(image.memory());
        this.backing = backing;
    }

    /** Writes accesses down from now on. @param to where, or null: no longer */
    final void record(List<Access> to) {
        log = to;
    }

    /** Lets processes wait for one another: for use by many threads. */
    final void bePatient() {
        longestWait = AS_LONG_AS_IT_TAKES;
    }

    /** Called before each access. */
    protected void accessing() {
    }

    /** Called after each store. @param kind which kind of store */
    protected void stored(Access.Kind kind) {
    }

    @Override
    public final boolean reserve(long offset, long byteSize) {
        accessing();
        if (!backing.reserve(offset, byteSize)) {
            return false;
        }
        note(Access.Kind.RESERVE, offset, byteSize, 0);
        image.reserve(offset, byteSize);
        stored(Access.Kind.RESERVE);
        return true;
    }

    @Override
    public final long getLong(long offset) {
        check(offset, Long.BYTES);
        return inner.getLong(offset);
    }

    @Override
    public final long getLongAcquire(long offset) {
        check(offset, Long.BYTES);
        checkWait(offset);
        note(Access.Kind.ACQUIRE, offset, Long.BYTES, 0);
        return inner.getLongAcquire(offset);
    }

    @Override
    public final void putLong(long offset, long value) {
        check(offset, Long.BYTES);
        inner.putLong(offset, value);
        stored(Access.Kind.PLAIN, offset, Long.BYTES, value);
    }

    @Override
    public final void putLongRelease(long offset, long value) {
        check(offset, Long.BYTES);
        inner.putLongRelease(offset, value);
        stored(Access.Kind.RELEASE, offset, Long.BYTES, value);
    }

    @Override
    public final void storeFence() {
        accessing();
        note(Access.Kind.FENCE, 0, 0, 0);
    }

    @Override
    public final boolean compareAndSetLong(long offset, long expected, long value) {
        check(offset, Long.BYTES);
        if (inner.compareAndSetLong(offset, expected, value)) {
            stored(Access.Kind.COMPARE_AND_SET, offset, Long.BYTES, value);
            return true;
        }
        note(Access.Kind.ACQUIRE, offset, Long.BYTES, 0);
        return false;
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
        stored(Access.Kind.PLAIN, offset, 1, value);
    }

    /** Stores words where it can and bytes at the ends, as whatever fills memory may. */
    @Override
    public final void fill(long offset, long byteSize, byte value) {
        check(offset, byteSize);
        long word = (value & 0xFFL) * 0x0101_0101_0101_0101L;
        long end = offset + byteSize;
        for (long at = offset; at < end;) {
            if ((at & 7) == 0 && end - at >= Long.BYTES) {
                putLong(at, word);
                at += Long.BYTES;
            } else {
                putByte(at++, value);
            }
        }
    }

    private void stored(Access.Kind kind, long offset, long byteSize, long value) {
        awaited = -1;
        note(kind, offset, byteSize, value);
        stored(kind);
    }

    private void note(Access.Kind kind, long offset, long byteSize, long value) {
        if (log != null) {
            log.add(new Access(kind, offset, byteSize, value));
        }
    }

    private void check(long offset, long byteSize) {
        accessing();
        if (byteSize == Long.BYTES && (offset & 7) != 0 || !image.isTouchable(offset, byteSize)) {
            throw new AssertionError("touched what is not in the region, not aligned, or was never reserved: offset="
                    + offset + " byteSize=" + byteSize + " region=" + byteSize());
        }
    }

    private void checkWait(long offset) {
        waits = offset == awaited ? waits + 1 : 0;
        awaited = offset;
        if (waits > longestWait) {
            throw new AssertionError("waits for ever for an owner that is dead: wordOffset=" + offset + " word=0x"
                    + Long.toHexString(inner.getLong(offset)));
        }
    }
}
