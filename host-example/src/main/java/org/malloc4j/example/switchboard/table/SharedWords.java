package org.malloc4j.example.switchboard.table;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.malloc4j.Pool;

/** Reads and writes the words of a pool by their offsets: the one place where the switch touches shared memory. */
public final class SharedWords {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final Pool pool;
    private final MemorySegment segment;

    /** @param pool the pool whose words they are */
    public SharedWords(Pool pool) {
        this.pool = pool;
        this.segment = pool.segment();
    }

    /** {@return the pool} */
    public Pool pool() {
        return pool;
    }

    /** {@return the pool's memory} */
    public MemorySegment segment() {
        return segment;
    }

    public long getLong(long offset) {
        return segment.get(ValueLayout.JAVA_LONG, offset);
    }

    public void putLong(long offset, long value) {
        segment.set(ValueLayout.JAVA_LONG, offset, value);
    }

    public int getInt(long offset) {
        return segment.get(ValueLayout.JAVA_INT, offset);
    }

    public void putInt(long offset, int value) {
        segment.set(ValueLayout.JAVA_INT, offset, value);
    }

    /** Reads a word that others write without a lock. */
    public long getLongAcquire(long offset) {
        return (long) LONG.getAcquire(segment, offset);
    }

    /** Writes a word after everything written before. */
    public void putLongRelease(long offset, long value) {
        LONG.setRelease(segment, offset, value);
    }

    /** Copies bytes from elsewhere into the pool. */
    public void putBytes(long offset, MemorySegment source, long from, long byteLength) {
        MemorySegment.copy(source, from, segment, offset, byteLength);
    }

    /** Copies an array into the pool. */
    public void putBytes(long offset, byte[] source) {
        MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_BYTE, offset, source.length);
    }

    /** {@return the bytes from an offset on} */
    public byte[] getBytes(long offset, int byteLength) {
        byte[] bytes = new byte[byteLength];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, bytes, 0, byteLength);
        return bytes;
    }

    /** {@return whether the pool holds these bytes at the offset} */
    public boolean hasBytes(long offset, int byteLength, MemorySegment other, long from, int otherLength) {
        return byteLength == otherLength
                && MemorySegment.mismatch(segment, offset, offset + byteLength, other, from, from + otherLength) < 0;
    }
}
