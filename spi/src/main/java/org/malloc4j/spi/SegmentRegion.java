package org.malloc4j.spi;

import static org.malloc4j.spi.ConstantSegments.FIRST;
import static org.malloc4j.spi.ConstantSegments.NONE;
import static org.malloc4j.spi.ConstantSegments.SECOND;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.malloc4j.spi.ConstantSegments.First;
import org.malloc4j.spi.ConstantSegments.Second;

/**
 * The region of production: words of a segment, accessed through the JDK's own handles.
 *
 * <p>One class for all, so that an allocator's calls have one target however many pools there are. The branches for the
 * {@link ConstantSegments} stand in each method, where the JIT sees a constant in each and drops those not taken; each
 * method is short enough, with 35 bytes, to be inlined wherever it is called.
 *
 * <p>There are instances of a hidden copy of this class only, because the JIT trusts the final fields of hidden classes, and
 * so folds the segment also wherever the region itself is a constant.
 */
final class SegmentRegion extends Region {
    /**
     * For loads and stores without order: words are aligned, so what this saves is having that checked again. A handle, not
     * the segment's own methods, which are two calls deeper: the JIT doesn't look deeper than fifteen.
     */
    private static final VarHandle PLAIN = ValueLayout.JAVA_LONG_UNALIGNED.varHandle().withInvokeExactBehavior();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

    /** What is filled faster by a loop of stores than by a call. */
    private static final long SMALL = 2048;

    private final MemorySegment segment;
    private final Backing backing;
    private final int constant;

    SegmentRegion(String name, MemorySegment segment, Sharing sharing, Processes processes, Backing backing,
                  int constant) {
        super(name, segment.byteSize(), sharing, processes);
        this.segment = segment;
        this.backing = backing;
        this.constant = constant;
    }

    /** {@return a region over a segment} */
    static Region over(String name, MemorySegment segment, Sharing sharing, Processes processes, Backing backing) {
        return over(name, segment, sharing, processes, backing, NONE);
    }

    /** {@return a region whose segment is a constant, if there is one left} */
    static Region constant(String name, MemorySegment segment, Sharing sharing, Processes processes, Backing backing) {
        return over(name, segment, sharing, processes, backing, ConstantSegments.claim(segment));
    }

    private static Region over(String name, MemorySegment segment, Sharing sharing, Processes processes, Backing backing,
                               int constant) {
        try {
            return (Region) Hidden.CONSTRUCTOR.invokeExact(name, segment, sharing, processes, backing, constant);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The hidden copy's constructor, found when it is first needed. */
    private static final class Hidden {
        static final MethodHandle CONSTRUCTOR = find();

        private static MethodHandle find() {
            MethodHandles.Lookup inside = PoolClass.define(MethodHandles.lookup(), SegmentRegion.class, "");
            try {
                return inside.findConstructor(inside.lookupClass(), MethodType.methodType(void.class, String.class,
                        MemorySegment.class, Sharing.class, Processes.class, Backing.class, int.class))
                        .asType(MethodType.methodType(Region.class, String.class, MemorySegment.class, Sharing.class,
                                Processes.class, Backing.class, int.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    @Override
    public boolean isConstant() {
        return constant != NONE;
    }

    @Override
    public boolean reserve(long offset, long byteSize) {
        return backing.reserve(offset, byteSize);
    }

    @Override
    public long getLong(long offset) {
        return constant == FIRST ? (long) PLAIN.get(First.SEGMENT, offset) : getLongElsewhere(offset);
    }

    private long getLongElsewhere(long offset) {
        return constant == SECOND ? (long) PLAIN.get(Second.SEGMENT, offset) : (long) PLAIN.get(segment, offset);
    }

    @Override
    public long getLongAcquire(long offset) {
        return constant == FIRST ? (long) LONG.getAcquire(First.SEGMENT, offset) : getLongAcquireElsewhere(offset);
    }

    private long getLongAcquireElsewhere(long offset) {
        return constant == SECOND ? (long) LONG.getAcquire(Second.SEGMENT, offset)
                : (long) LONG.getAcquire(segment, offset);
    }

    @Override
    public void putLong(long offset, long value) {
        if (constant == FIRST) {
            PLAIN.set(First.SEGMENT, offset, value);
        } else {
            putLongElsewhere(offset, value);
        }
    }

    private void putLongElsewhere(long offset, long value) {
        if (constant == SECOND) {
            PLAIN.set(Second.SEGMENT, offset, value);
        } else {
            PLAIN.set(segment, offset, value);
        }
    }

    @Override
    public void putLongRelease(long offset, long value) {
        if (constant == FIRST) {
            LONG.setRelease(First.SEGMENT, offset, value);
        } else {
            putLongReleaseElsewhere(offset, value);
        }
    }

    private void putLongReleaseElsewhere(long offset, long value) {
        if (constant == SECOND) {
            LONG.setRelease(Second.SEGMENT, offset, value);
        } else {
            LONG.setRelease(segment, offset, value);
        }
    }

    @Override
    public boolean compareAndSetLong(long offset, long expected, long value) {
        return constant == FIRST ? LONG.compareAndSet(First.SEGMENT, offset, expected, value)
                : compareAndSetLongElsewhere(offset, expected, value);
    }

    private boolean compareAndSetLongElsewhere(long offset, long expected, long value) {
        return constant == SECOND ? LONG.compareAndSet(Second.SEGMENT, offset, expected, value)
                : LONG.compareAndSet(segment, offset, expected, value);
    }

    @Override
    public byte getByte(long offset) {
        return constant == FIRST ? First.SEGMENT.get(ValueLayout.JAVA_BYTE, offset) : getByteElsewhere(offset);
    }

    private byte getByteElsewhere(long offset) {
        return constant == SECOND ? Second.SEGMENT.get(ValueLayout.JAVA_BYTE, offset)
                : segment.get(ValueLayout.JAVA_BYTE, offset);
    }

    @Override
    public void putByte(long offset, byte value) {
        if (constant == FIRST) {
            First.SEGMENT.set(ValueLayout.JAVA_BYTE, offset, value);
        } else {
            putByteElsewhere(offset, value);
        }
    }

    private void putByteElsewhere(long offset, byte value) {
        if (constant == SECOND) {
            Second.SEGMENT.set(ValueLayout.JAVA_BYTE, offset, value);
        } else {
            segment.set(ValueLayout.JAVA_BYTE, offset, value);
        }
    }

    @Override
    public void fill(long offset, long byteSize, byte value) {
        if (byteSize <= SMALL && ((offset | byteSize) & Long.BYTES - 1) == 0) {
            long word = (value & 0xFFL) * 0x0101_0101_0101_0101L;
            int words = (int) byteSize >>> 3;
            for (int i = 0; i < words; i++) {
                putLong(offset + ((long) i << 3), word);
            }
        } else {
            segment.asSlice(offset, byteSize).fill(value);
        }
    }

    /** Counted by an int, which the JIT unrolls. */
    @Override
    public boolean isFilled(long offset, long byteSize, byte value) {
        if (byteSize > Integer.MAX_VALUE) {
            return super.isFilled(offset, byteSize, value);
        }
        long word = (value & 0xFFL) * 0x0101_0101_0101_0101L;
        long wrong = 0;
        int words = (int) byteSize >>> 3;
        for (int i = 0; i < words; i++) {
            wrong |= getLong(offset + ((long) i << 3)) ^ word;
        }
        return wrong == 0;
    }
}
