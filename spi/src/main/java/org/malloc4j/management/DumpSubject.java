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
    private static final String SHARED = "shm";

    /** {@return whether two dumps are of the same pool} All processes of an instance share one shm pool. @param other the other's subject */
    boolean isOfSamePool(DumpSubject other) {
        return role.equals(other.role) && instance.equals(other.instance) && (role.equals(SHARED) || pid == other.pid);
    }

    /** {@return which pool it is, in short} */
    String pool() {
        return role + ":" + instance + (role.equals(SHARED) ? "" : ":" + pid);
    }
}
