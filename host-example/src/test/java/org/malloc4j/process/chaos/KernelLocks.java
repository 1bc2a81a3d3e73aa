package org.malloc4j.process.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Watches, without touching them, the byte locks that the kernel holds for a process. */
final class KernelLocks {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private KernelLocks() {
    }

    /** Waits until the kernel has let go of a dying process's locks. {@return when that was seen} */
    static long awaitRelease(Process process) throws IOException, InterruptedException {
        if (Files.notExists(LOCKS)) {
            // Seen later than it happened, by what it takes to reap a process.
            process.waitFor();
            return System.nanoTime();
        }
        long pid = process.pid();
        String holder = "WRITE " + pid + " ";
        long start = System.nanoTime();
        while (Files.readString(LOCKS, StandardCharsets.ISO_8859_1).contains(holder)) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("the kernel still holds locks for a killed process: pid=" + pid);
            }
            Thread.onSpinWait();
        }
        return System.nanoTime();
    }
}
