package org.malloc4j.spi;

/** The power of an {@link Allocator} to say how often its callers had to wait for one another. */
public interface Contended {

    /** {@return how often a thread of this process found what it needed held by somebody else, and waited} Never blocks. */
    long waits();
}
