package org.malloc4j.bench;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** One allocator at work, whatever brought it. */
public interface Contender extends AutoCloseable {

    /** {@return an empty table} @param capacity the number of places */
    Blocks blocks(int capacity);

    /**
     * {@return a table that lies in memory other processes see, so that they find the blocks in it} Only contenders that
     * {@linkplain ContenderId#isShared() share} their memory have one.
     *
     * @param numbers the memory, a word for each place
     */
    default Optional<Blocks> sharedBlocks(MemorySegment numbers) {
        return Optional.empty();
    }

    /** {@return a thread of the kind that the contender is meant for} @param body what it does */
    default Thread thread(Runnable body) {
        return new Thread(body);
    }

    /** {@return whether only the thread that opened it may use it} */
    default boolean isConfined() {
        return false;
    }

    /** {@return whether blocks keep what is written to them: all but the void} */
    default boolean keepsContents() {
        return true;
    }

    /** {@return what the contender's memory looks like now, as far as it tells} */
    Footprint footprint();

    /** Gives back what it keeps for later, if there is a way to ask for that. */
    default void trim() {
    }

    @Override
    void close();
}
