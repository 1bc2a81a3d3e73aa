package org.malloc4j.boot;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Memory that is there until it is closed: no thread of this process touches it afterwards. */
final class Mapping {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Arena arena;
    private final MemorySegment segment;

    private Mapping(Arena arena, MemorySegment segment) {
        this.arena = arena;
        this.segment = segment;
    }

    /** {@return the first bytes of a file, mapped} An interrupt doesn't prevent it, and is kept for whoever it was for. */
    static Mapping of(Path path, MapMode mode, long byteSize) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS)) {
                    return of(channel, mode, byteSize);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return the first bytes of a file, mapped} */
    static Mapping of(FileChannel channel, MapMode mode, long byteSize) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new Mapping(arena, channel.map(mode, 0, byteSize, arena));
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** {@return memory of no file, zero-filled} */
    static Mapping ofNoFile(long byteSize) {
        Arena arena = Arena.ofShared();
        try {
            return new Mapping(arena, arena.allocate(byteSize, SuperblockDescriptor.PAGE));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    MemorySegment segment() {
        return segment;
    }

    /**
     * Unmaps. A thread that is in the middle of an access gets an {@link IllegalStateException} out of it; one whose
     * segment is lent to a system call is waited for, not longer than a second.
     *
     * @return whether it is unmapped; if not, it stays mapped for good
     */
    boolean close() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (arena.scope().isAlive()) {
            try {
                arena.close();
            } catch (IllegalStateException e) {
                if (!arena.scope().isAlive()) {
                    return true;
                }
                if (System.nanoTime() - deadline > 0) {
                    return false;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        return true;
    }
}
