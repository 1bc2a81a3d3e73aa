package org.malloc4j.management;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;

/** Internal: what a tool sees of shared pools without joining them. There is one implementation, malloc4j's own. */
public interface PoolObserver {

    /**
     * {@return the shared pools in a directory, by name} Nothing there is changed.
     *
     * @param directory where their files lie
     * @throws IOException if it can't be read
     */
    List<ObservedPool> pools(Path directory) throws IOException;

    /**
     * {@return what is in the file of a shared pool whose processes are all dead} It works on a copy; the file is only read.
     *
     * @param file     the pool's
     * @param grouping by what else to tell blocks apart
     * @throws CommandException if it can't be looked at, with the sentence that says why
     */
    Inspection inspect(Path file, Grouping grouping);

    /** {@return the directory that this program's configuration names for shared pools} */
    Path directory();

    /** {@return how long a process gets to answer, unless somebody says otherwise} */
    Duration PATIENCE = Duration.ofSeconds(5);

    /** {@return malloc4j's own code} */
    static PoolObserver installed() {
        return ServiceLoader.load(PoolObserver.class, PoolObserver.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("malloc4j's own code is missing from its own jar: "
                        + "META-INF/services was lost, probably when jars were merged into one"));
    }
}
