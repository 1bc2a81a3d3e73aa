package org.malloc4j.management;

import java.nio.file.Path;

/**
 * A process in a shared pool, as its slot shows it.
 *
 * @param slot        the slot
 * @param pid         the number it has where it runs, which may be another container
 * @param startMillis when it started, in milliseconds since the epoch
 * @param alive       whether it lives; if not, it died, and nobody has mended yet what it left
 * @param socket      where it answers commands, if it does
 */
public record ObservedProcess(int slot, long pid, long startMillis, boolean alive, Path socket) {
}
