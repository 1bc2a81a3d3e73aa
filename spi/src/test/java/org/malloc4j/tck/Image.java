package org.malloc4j.tck;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/**
 * The bytes of a region at one moment, and which of its pages had been reserved. Copies are cheap: a region of some
 * KiB.
 */
final class Image {
    private static final long PAGE = 512;

    private final MemorySegment memory;
    private final BitSet reserved;

    private Image(MemorySegment memory, BitSet reserved) {
        this.memory = memory;
        this.reserved = reserved;
    }

    /**
     * {@return undefined contents}
     *
     * @param byteSize a multiple of 8
     * @param growsInSteps whether pages must be reserved first
     */
    static Image garbage(long byteSize, boolean growsInSteps) {
        MemorySegment memory = MemorySegment.ofArray(new long[Math.toIntExact(byteSize / Long.BYTES)]);
        memory.fill((byte) 0xA5);
        return new Image(memory, growsInSteps ? new BitSet() : null);
    }

    Image copy() {
        MemorySegment copy = MemorySegment.ofArray(new long[(int) (memory.byteSize() / Long.BYTES)]);
        copy.copyFrom(memory);
        return new Image(copy, reserved == null ? null : (BitSet) reserved.clone());
    }

    MemorySegment memory() {
        return memory;
    }

    /** {@return the word at an offset} */
    long word(long offset) {
        return memory.get(ValueLayout.JAVA_LONG, offset);
    }

    /** Does what a process did. @param access a visible one */
    void apply(Access access) {
        if (access.kind() == Access.Kind.RESERVE) {
            reserve(access.offset(), access.byteSize());
        } else if (access.kind() == Access.Kind.FENCE) {
            return;
        } else if (access.byteSize() == 1) {
            memory.set(ValueLayout.JAVA_BYTE, access.offset(), (byte) access.value());
        } else {
            memory.set(ValueLayout.JAVA_LONG, access.offset(), access.value());
        }
    }

    /** Provides pages, with undefined contents. */
    void reserve(long offset, long byteSize) {
        if (reserved != null && byteSize > 0) {
            memory.asSlice(offset, byteSize).fill((byte) 0x5A);
            synchronized (reserved) {
                reserved.set((int) (offset / PAGE), (int) ((offset + byteSize - 1) / PAGE) + 1);
            }
        }
    }

    /** {@return whether a range lies inside and was reserved, if that is asked for} */
    boolean isTouchable(long offset, long byteSize) {
        if (offset < 0 || byteSize < 0 || offset > memory.byteSize() - byteSize) {
            return false;
        }
        if (reserved == null || byteSize == 0) {
            return true;
        }
        synchronized (reserved) {
            return reserved.nextClearBit((int) (offset / PAGE)) > (offset + byteSize - 1) / PAGE;
        }
    }
}
