package org.malloc4j.boot;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What a pool leaves behind when this process ends because of it.
 *
 * @param mark        tells the pool's other processes, if there can be any
 * @param evidence    where the evidence goes
 * @param place       where the pool's memory is, for the evidence
 * @param processes   who uses the pool, for the evidence
 * @param consequence what becomes of the pool, for the log
 */
record Scene(Runnable mark, Path evidence, String place, Supplier<String> processes, String consequence) {

    static Scene of(SharedPool pool) {
        return new Scene(pool::markCorrupt, pool.files().evidence(Machine.pid()), pool.files().pool().toString(),
                pool::processes, "the pool is marked, so that every other process stops using it");
    }

    /** {@return what a private pool leaves} Its memory goes with the process, so the evidence is all there will be. */
    static Scene ofPrivate(String instance) {
        return new Scene(() -> { }, Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath()
                .resolve("malloc4j-" + instance + ".pkg." + Machine.pid() + ".corruption"), "memory of the process alone",
                () -> "this one alone", "the pool is gone with it");
    }
}
