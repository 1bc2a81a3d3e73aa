package org.malloc4j.spi;

import java.lang.foreign.MemorySegment;

/**
 * The memory of the first two pools of this JVM, which in a server are the only ones, as constants: the JIT folds the
 * base, the bounds and the scope of a constant segment into the code, and of no other. An access then takes one third of
 * the instructions.
 *
 * <p>Claimed once and for ever. What comes later works all the same, as fast as a segment in a field.
 */
final class ConstantSegments {
    /** No constant. */
    static final int NONE = 0;
    /** {@link First}. */
    static final int FIRST = 1;
    /** {@link Second}. */
    static final int SECOND = 2;

    private static int claimed;
    private static MemorySegment claimant;

    private ConstantSegments() {
    }

    /** Makes a segment a constant, if there is one left. {@return which one} @param segment the segment */
    static synchronized int claim(MemorySegment segment) {
        if (claimed == SECOND) {
            return NONE;
        }
        claimant = segment;
        claimed++;
        // Reading it initialises the class, which takes the claimant.
        MemorySegment constant = claimed == FIRST ? First.SEGMENT : Second.SEGMENT;
        claimant = null;
        return constant == segment ? claimed : NONE;
    }

    /** The first. */
    static final class First {
        static final MemorySegment SEGMENT = claimant;

        private First() {
        }
    }

    /** The second. */
    static final class Second {
        static final MemorySegment SEGMENT = claimant;

        private Second() {
        }
    }
}
