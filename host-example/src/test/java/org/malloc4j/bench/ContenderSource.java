package org.malloc4j.bench;

import java.util.List;

/** Knows some contenders and how to bring them to life. Peers' are found through {@link java.util.ServiceLoader}. */
public interface ContenderSource {

    /** {@return the contenders it knows; loads none of their classes} */
    List<ContenderId> contenders();

    /** {@return what the JVM must be started with for a contender} @param id one of {@link #contenders()} */
    default List<String> jvmFlags(ContenderId id) {
        return List.of();
    }

    /**
     * {@return whether a block may be freed by another thread than the one that allocated it}
     *
     * @param id one of {@link #contenders()}
     */
    default boolean crossesThreads(ContenderId id) {
        return true;
    }

    /**
     * {@return whether it is just itself, and no flavour of another one, as {@code F_MALLOC_DBG} is of {@code F_MALLOC}}
     *
     * @param id one of {@link #contenders()}
     */
    default boolean isPlain(ContenderId id) {
        return true;
    }

    /** {@return the most threads that may use it at once} @param id one of {@link #contenders()} */
    default int maxThreads(ContenderId id) {
        return Integer.MAX_VALUE;
    }

    /** Opens a contender. {@return it} @param id one of {@link #contenders()} @param setting what it is opened for */
    Contender open(ContenderId id, Setting setting);

    /**
     * Finds out in this process, before anything is measured, whether a contender can be opened. Those of which only a
     * process of their own can know are taken to be.
     *
     * @param id      one of {@link #contenders()}
     * @param setting what it would be opened for
     * @throws org.malloc4j.MemoryBootException with why it can't
     */
    default void tryOut(ContenderId id, Setting setting) {
    }

    /**
     * What a contender is opened for.
     *
     * @param instance the name by which processes find shared memory
     * @param byteSize the size of its memory, if it must be given one
     */
    record Setting(String instance, long byteSize) {
    }
}
