package org.malloc4j.boot;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the files of one shared pool lie.
 *
 * @param pool    the pool, complete whenever it exists
 * @param lock    the file whose bytes are locked: the gate and one for each process
 * @param fresh   a pool being formatted, renamed to {@code pool} when it is complete
 * @param crashed the latest pool whose processes all died
 */
record PoolFiles(Path pool, Path lock, Path fresh, Path crashed) {
    private static final String PREFIX = "malloc4j-";
    private static final String POOL = ".shm";
    private static final String LOCK = ".lock";
    private static final String SOCKET = ".sock";

    /** {@return what a process that found the pool corrupt left to read} @param pid the process */
    Path evidence(long pid) {
        return pool.resolveSibling(pool.getFileName() + "." + pid + ".corruption");
    }

    static PoolFiles of(Path directory, String instance) {
        String stem = PREFIX + instance;
        return new PoolFiles(directory.resolve(stem + POOL), directory.resolve(stem + LOCK),
                directory.resolve(stem + POOL + ".new"), directory.resolve(stem + POOL + ".crashed"));
    }

    /** {@return the files of the pool that a path names; nothing if it isn't named like a pool} @param path of a pool */
    static Optional<PoolFiles> named(Path path) {
        String name = path.getFileName().toString();
        return name.length() > PREFIX.length() + POOL.length() && name.startsWith(PREFIX) && name.endsWith(POOL)
                ? Optional.of(of(path.toAbsolutePath().getParent(), name.substring(PREFIX.length(), name.length() - POOL.length())))
                : Optional.empty();
    }

    /** {@return the name of the pool} */
    String instance() {
        String name = pool.getFileName().toString();
        return name.substring(PREFIX.length(), name.length() - POOL.length());
    }

    /**
     * {@return where the process in a slot answers commands} Slots, unlike pids, mean the same in every container.
     *
     * @param slot the slot
     */
    Path socket(int slot) {
        return pool.resolveSibling(PREFIX + instance() + "." + slot + SOCKET);
    }
}
