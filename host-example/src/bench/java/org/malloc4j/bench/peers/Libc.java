package org.malloc4j.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Calls of the C library. Addresses are passed as {@code long}, which saves a segment object for each. The calls aren't
 * {@linkplain Linker.Option#critical critical}: {@code malloc} may wait for a lock or the kernel, and no collector should
 * wait for that.
 */
final class Libc {
    private static final MemoryLayout MALLINFO = MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG);
    private static final long MAPPED = 4 * Long.BYTES;
    private static final long IN_USE = 7 * Long.BYTES;

    private static final MethodHandle MALLOC = find("malloc",
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle REALLOC = find("realloc",
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = find("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    private static final MethodHandle TRIM = find("malloc_trim",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
    private static final MethodHandle MALLINFO2 = find("mallinfo2",
            FunctionDescriptor.of(MemoryLayout.structLayout(MALLINFO)));

    private Libc() {
    }

    @SuppressWarnings("restricted")
    private static MethodHandle find(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    static long malloc(long byteSize) {
        try {
            return (long) MALLOC.invokeExact(byteSize);
        } catch (Throwable e) {
            throw failed("malloc", e);
        }
    }

    static long realloc(long address, long byteSize) {
        try {
            return (long) REALLOC.invokeExact(address, byteSize);
        } catch (Throwable e) {
            throw failed("realloc", e);
        }
    }

    static void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw failed("free", e);
        }
    }

    static void trim() {
        try {
            int ignored = (int) TRIM.invokeExact(0L);
        } catch (Throwable e) {
            throw failed("malloc_trim", e);
        }
    }

    static long bytesInUse() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO2.invokeExact((SegmentAllocator) arena);
            return info.get(ValueLayout.JAVA_LONG, MAPPED) + info.get(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Throwable e) {
            throw failed("mallinfo2", e);
        }
    }

    private static IllegalStateException failed(String name, Throwable cause) {
        return new IllegalStateException("call of the C library failed: function=" + name, cause);
    }
}
