package org.malloc4j;

/** What a pool is for. */
public enum Role {
    /** The memory that every process of the application shares: one mapped file. */
    SHM,
    /** Memory private to one process. */
    PKG;

    /** {@return the name used in configuration keys, logs and dumps: {@code shm} or {@code pkg}} */
    public String key() {
        return this == SHM ? "shm" : "pkg";
    }
}
