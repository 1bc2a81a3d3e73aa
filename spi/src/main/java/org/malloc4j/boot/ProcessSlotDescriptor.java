package org.malloc4j.boot;

/**
 * The layout of one process slot.
 *
 * <pre>
 *  0        8        16       24             32       64
 *  +--------+--------+--------+--------------+--------+
 *  | word   |  pid   | start  | unrecovered  |        |
 *  |        |        | time   | since        |        |
 *  +--------+--------+--------+--------------+--------+
 *
 *  the word
 *  63                32 31               16 15         0
 *  +-------------------+-------------------+------------+
 *  |         0         |    generation     |   state    |
 *  +-------------------+-------------------+------------+
 * </pre>
 *
 * <p>{@code unrecovered since} is the first generation whose death may have left something half done, or 0. Usually it is
 * 0 and a death shows by the state alone; it is needed when a slot has to be claimed before its dead were recovered.
 * A slot is <em>dirty</em> if it is in a state other than {@link #FREE}, or this word isn't 0. What a dirty slot's dead
 * left behind is what generations {@code unrecovered since} (or, where that is 0, the word's) to the word's did.
 */
final class ProcessSlotDescriptor {
    static final long WORD_OFFSET = 0;
    static final long PID_OFFSET = WORD_OFFSET + Long.BYTES;
    static final long START_TIME_OFFSET = PID_OFFSET + Long.BYTES;
    static final long UNRECOVERED_OFFSET = START_TIME_OFFSET + Long.BYTES;
    /** One cache line, so that two processes' slots don't share one. */
    static final long LENGTH = 64;

    /** Nobody's: never claimed, or left in good order. */
    static final int FREE = 0;
    /** A process's, from its claim on; if its byte lock is free, the process died. */
    static final int CLAIMED = 1;
    /** A process's that is about to exit: it needs the files no longer, but its threads may still use the memory. */
    static final int LEAVING = 2;

    private static final int GENERATION_SHIFT = 16;
    private static final long MASK = 0xFFFF;

    private ProcessSlotDescriptor() {
    }

    static long offset(int slot) {
        return SuperblockDescriptor.SLOTS_OFFSET + slot * LENGTH;
    }

    static long word(int generation, int state) {
        return (long) generation << GENERATION_SHIFT | state;
    }

    static int generation(long word) {
        return (int) (word >>> GENERATION_SHIFT & MASK);
    }

    static int state(long word) {
        return (int) (word & MASK);
    }

    /** {@return a stored generation brought into its range, so that a damaged word can't make a loop endless} */
    static int valid(long generation) {
        return (int) Math.clamp(generation, 1L, MASK);
    }

    /** {@return the generation after this one: from 1 to 0xFFFF, then 1 again} */
    static int next(int generation) {
        return generation >= MASK ? 1 : generation + 1;
    }
}
