package org.malloc4j.spi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** The region of production: words of a segment, accessed through the JDK's own handles. */
final class SegmentRegion extends Region {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

    private final MemorySegment segment;
    private final Backing backing;

    SegmentRegion(String name, MemorySegment segment, Sharing sharing, Processes processes, Backing backing) {
        super(name, segment.byteSize(), sharing, processes);
        this.segment = segment;
        this.backing = backing;
    }

    @Override
    public boolean reserve(long offset, long byteSize) {
        return backing.reserve(offset, byteSize);
    }

    @Override
    public long getLong(long offset) {
        return segment.get(ValueLayout.JAVA_LONG, offset);
    }

    @Override
    public long getLongAcquire(long offset) {
        return (long) LONG.getAcquire(segment, offset);
    }

    @Override
    public void putLong(long offset, long value) {
        segment.set(ValueLayout.JAVA_LONG, offset, value);
    }

    @Override
    public void putLongRelease(long offset, long value) {
        LONG.setRelease(segment, offset, value);
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return LONG.compareAndSet(segment, offset, expected, value);
    }

    @Override
    public byte getByte(long offset) {
        return segment.get(ValueLayout.JAVA_BYTE, offset);
    }

    @Override
    public void putByte(long offset, byte value) {
        segment.set(ValueLayout.JAVA_BYTE, offset, value);
    }

    @Override
    public void fill(long offset, long byteSize, byte value) {
        segment.asSlice(offset, byteSize).fill(value);
    }
}
