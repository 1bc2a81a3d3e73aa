package org.malloc4j.management;

import java.time.Instant;

/**
 * What a {@link Dump} is of, and when it was taken.
 *
 * @param pid       the process that took it; 0 if none did, because all are dead
 * @param instance  the name that processes boot with to share one shm pool
 * @param role      the pool: {@code shm} or {@code pkg}
 * @param allocator the name of its allocator: {@code F_MALLOC_DBG}
 * @param taken     when
 */
public record DumpSubject(long pid, String instance, String role, String allocator, Instant taken) {
}
