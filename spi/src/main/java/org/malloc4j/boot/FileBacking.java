package org.malloc4j.boot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.malloc4j.spi.Backing;

/**
 * Takes pages of a shared pool from its file system by writing zeros to them through the file. A page that was written is
 * there for good; one that is only touched through a mapping may turn out not to be, and that doesn't fail cleanly.
 *
 * <p>A {@link RandomAccessFile} because an interrupt doesn't close it.
 */
final class FileBacking implements Backing, AutoCloseable {
    private static final byte[] ZEROS = new byte[64 * 1024];

    private final RandomAccessFile file;
    private final long base;
    private volatile String refusal;

    private FileBacking(RandomAccessFile file, long base) {
        this.file = file;
        this.base = base;
    }

    /**
     * {@return the pages of a file}
     *
     * @param path the file
     * @param base where the region begins in it
     */
    static FileBacking open(Path path, long base) throws IOException {
        return new FileBacking(new RandomAccessFile(path.toFile(), "rw"), base);
    }

    /** Gives the file its length, without taking a page. */
    void setLength(long byteSize) throws IOException {
        file.setLength(byteSize);
    }

    @Override
    public boolean reserve(long offset, long byteSize) {
        return reserveInFile(Math.addExact(base, offset), byteSize);
    }

    /** Reserves a range counted from the start of the file. */
    synchronized boolean reserveInFile(long offset, long byteSize) {
        try {
            file.seek(offset);
            for (long left = byteSize; left > 0; left -= ZEROS.length) {
                file.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
            }
            refusal = null;
            return true;
        } catch (IOException e) {
            refusal = e.getMessage();
            return false;
        }
    }

    /** {@return why the last reservation failed, in the system's words; empty if it didn't} */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
