package org.malloc4j.boot;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The right to decide what happens to a pool's files: formatting, joining and leaving are done by one thread of one
 * process at a time, who holds byte 0 of the lock file.
 *
 * <p>Whoever waited here may find that the file was deleted meanwhile by the last one who left. So the gate counts only
 * if the path still names the file it was taken on.
 */
final class Gate implements AutoCloseable {
    /** The byte that is the gate. */
    static final int POSITION = 0;

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LockFile lockFile;

    private Gate(LockFile lockFile) {
        this.lockFile = lockFile;
    }

    /** {@return the gate of the lock file that the path names now, waited for} The lock file stays open after it. */
    static Gate enter(Path path, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            LockFile lockFile = open(path);
            boolean inside = false;
            try {
                if (!acquire(lockFile, deadline)) {
                    throw new Refusal("pool is busy: lock=" + path + " waited=" + patience.toMillis() + "ms; a live "
                            + "process has been formatting, joining or leaving it all that time, and may be stopped. "
                            + "Let it go on or end it, then start again.");
                }
                inside = lockFile.isCurrent();
                if (inside) {
                    return new Gate(lockFile);
                }
            } finally {
                if (!inside) {
                    lockFile.close();
                }
            }
        }
    }

    /** {@return the gate of a lock file that is open already; empty if it took too long, or the path names another file} */
    static Optional<Gate> reenter(LockFile lockFile, Duration patience) {
        if (!acquire(lockFile, System.nanoTime() + patience.toNanos())) {
            return Optional.empty();
        }
        if (!lockFile.isCurrent()) {
            lockFile.release(POSITION);
            return Optional.empty();
        }
        return Optional.of(new Gate(lockFile));
    }

    private static LockFile open(Path path) throws IOException {
        try {
            return LockFile.open(path);
        } catch (AccessDeniedException e) {
            throw new Refusal("lock file can't be opened: file=" + path + "; this user may not write there. Set "
                    + "malloc4j.shm.directory to a directory this user may write to.", e);
        }
    }

    /** An interrupt doesn't end the wait, and the caller finds its flag still set; a thread that has it can't park. */
    private static boolean acquire(LockFile lockFile, long deadline) {
        long pause = TimeUnit.MICROSECONDS.toNanos(50);
        while (!lockFile.tryAcquire(POSITION)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(pause);
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    LockFile lockFile() {
        return lockFile;
    }

    /** Gives back the gate; the lock file stays open. */
    @Override
    public void close() {
        lockFile.release(POSITION);
    }
}
