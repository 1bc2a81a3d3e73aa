package org.malloc4j.management;

import java.nio.file.Path;
import java.util.List;

/**
 * A shared pool as its file shows it.
 *
 * @param file      the file
 * @param instance  the name that processes boot with to share it
 * @param allocator the name of its allocator; empty if the file can't be read
 * @param byteSize  the size of the pool, in bytes; 0 if the file can't be read
 * @param processes those that are in it, by slot
 * @param refusal   why the file can't be read, in a sentence; empty if it can
 */
public record ObservedPool(Path file, String instance, String allocator, long byteSize, List<ObservedProcess> processes,
                           String refusal) {

    /** Copies the processes. */
    public ObservedPool {
        processes = List.copyOf(processes);
    }
}
