package org.malloc4j.boot;

import java.nio.file.Path;

/**
 * Where the files of one shared pool lie.
 *
 * @param pool    the pool, complete whenever it exists
 * @param lock    the file whose bytes are locked: the gate and one for each process
 * @param fresh   a pool being formatted, renamed to {@code pool} when it is complete
 * @param crashed the latest pool whose processes all died
 */
record PoolFiles(Path pool, Path lock, Path fresh, Path crashed) {

    /** {@return what a process that found the pool corrupt left to read} @param pid the process */
    Path evidence(long pid) {
        return pool.resolveSibling(pool.getFileName() + "." + pid + ".corruption");
    }

    static PoolFiles of(Path directory, String instance) {
        String stem = "malloc4j-" + instance;
        return new PoolFiles(directory.resolve(stem + ".shm"), directory.resolve(stem + ".lock"),
                directory.resolve(stem + ".shm.new"), directory.resolve(stem + ".shm.crashed"));
    }
}
