package org.malloc4j.boot;

import java.nio.file.Path;

/**
 * The settings of the shared pool: {@code malloc4j.shm}.
 *
 * @param allocator       which allocator serves it
 * @param byteSize        the size of the pool, in bytes
 * @param directory       where the mapped file lives
 * @param persistent      whether the file stays when the last process leaves
 * @param schema          what the host keeps in it
 * @param reserve         whether every page is taken at the start
 * @param onCorruption    what happens when its memory turns out to be damaged
 * @param alarmPercentage the use, in percent, whose crossing is worth a warning; 0 is off
 */
record ShmSettings(AllocatorChoice allocator, long byteSize, Path directory, boolean persistent, String schema,
                   boolean reserve, OnCorruption onCorruption, int alarmPercentage) {
}
