package org.malloc4j.spi;

/** Who may touch a region at the same time. It decides what an allocator must guard against. */
public enum Sharing {
    /** One thread, checked by the pool: no lock is needed. */
    CONFINED,
    /** The threads of one process. */
    PRIVATE,
    /** The threads of many processes, each of which may be killed between any two stores. */
    SHARED
}
