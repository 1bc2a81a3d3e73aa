package org.malloc4j.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes a copy of a pool's file that may be changed at will. The file is opened for reading only, and none of its pages is
 * touched through a mapping, which would take memory for those that were never written.
 */
final class PoolCopy {
    private static final int CHUNK = 1 << 16;

    private PoolCopy() {
    }

    /**
     * {@return a copy, in a file that has no name any more}
     *
     * @param pool     the file
     * @param byteSize how long it is
     */
    static Mapping of(Path pool, long byteSize) throws IOException {
        Path path = Files.createTempFile("malloc4j-inspect-", ".tmp", OwnerOnly.MODE);
        try (FileChannel from = FileChannel.open(pool, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel to = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.delete(path);
            copy(from, to, byteSize);
            return Mapping.of(to, MapMode.PRIVATE, byteSize);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** Zeros are left out: much of a pool was never used, and takes no room. */
    private static void copy(FileChannel from, FileChannel to, long byteSize) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
        long at = 0;
        while (at < byteSize && read(from, chunk, at) > 0) {
            if (chunk.mismatch(zeros.limit(chunk.limit()).rewind()) >= 0) {
                while (chunk.hasRemaining()) {
                    to.write(chunk, at + chunk.position());
                }
            }
            at += chunk.limit();
        }
        if (at < byteSize) {
            throw new IOException("it was cut at " + at + " of " + byteSize + " bytes while it was read");
        }
    }

    /** {@return how many bytes there were} */
    private static int read(FileChannel from, ByteBuffer chunk, long at) throws IOException {
        chunk.clear();
        while (chunk.hasRemaining() && from.read(chunk, at + chunk.position()) >= 0) {
            Thread.onSpinWait();
        }
        return chunk.flip().limit();
    }
}
