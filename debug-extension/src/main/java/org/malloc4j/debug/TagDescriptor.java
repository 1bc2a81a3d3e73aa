package org.malloc4j.debug;

/**
 * The layout of the tag beside each block.
 *
 * <pre>
 *  0                     8                     16                    24
 *  +---------------------+---------------------+---------------------+
 *  | state               | size and process    | time and thread     |
 *  +---------------------+---------------------+---------------------+
 *
 *  state    63         43 42   40 39       20 19        0
 *           +------------+-------+-----------+-----------+
 *           |   check    | state |  origin   | freed by  |
 *           +------------+-------+-----------+-----------+
 *  size     63         24 23             2 1          0
 *           +------------+----------------+-----------+
 *           | asked for  |      pid       | rate, high|
 *           +------------+----------------+-----------+
 *  time     63         24 23             4 3          0
 *           +------------+----------------+-----------+
 *           | ms         | thread's name  | rate, low |
 *           +------------+----------------+-----------+
 * </pre>
 *
 * <p>The check is made of the block's number, so that neither zeros nor what a user wrote there before, nor another
 * block's tag, looks like one. The two other words are written before the state word, all with release order; and
 * before a block is freed, its state word goes from {@link #LIVE} to {@link #FREED} in one compare-and-set. A live
 * block beside whose tag stands anything but {@code LIVE} has an unknown origin: its allocator died before it could write
 * the tag, or the block wasn't sampled.
 */
final class TagDescriptor {
    static final long STATE_OFFSET = 0;
    static final long SIZE_OFFSET = STATE_OFFSET + Long.BYTES;
    static final long TIME_OFFSET = SIZE_OFFSET + Long.BYTES;
    static final long LENGTH = TIME_OFFSET + Long.BYTES;

    /** The block lives, and the tag speaks of it. */
    static final int LIVE = 1;
    /** The block was freed, or is about to be. */
    static final int FREED = 2;

    private static final int CHECK_SHIFT = 43;
    private static final int STATE_SHIFT = 40;
    private static final int ORIGIN_SHIFT = AreaDescriptor.NUMBER_BITS;
    private static final long NUMBER_MASK = (1L << AreaDescriptor.NUMBER_BITS) - 1;
    private static final long STATE_MASK = 7;
    private static final int FORTY_SHIFT = 24;
    private static final long FORTY_MASK = (1L << 40) - 1;
    private static final int PID_SHIFT = 2;
    private static final long PID_MASK = (1L << 22) - 1;
    private static final int RATE_LOW_BITS = 4;
    private static final long RATE_LOW_MASK = (1L << RATE_LOW_BITS) - 1;
    private static final long RATE_HIGH_MASK = 3;
    /** 2020-01-01 in milliseconds since the epoch: 40 bits last until 2054. */
    private static final long TIME_BASE = 1_577_836_800_000L;
    private static final long MAGIC = 0x9E37_79B9_7F4A_7C15L >>> CHECK_SHIFT << CHECK_SHIFT;
    /** Brings a block's number, a multiple of 16, up to the check. */
    private static final int BLOCK_SHIFT = CHECK_SHIFT - 4;

    private TagDescriptor() {
    }

    /** {@return whether a state word was written for a block} @param state the word @param block the block */
    static boolean isOf(long state, long block) {
        return (state ^ check(block)) >>> CHECK_SHIFT == 0;
    }

    static boolean isLive(long state, long block) {
        return (state ^ check(block)) >>> STATE_SHIFT == LIVE;
    }

    static boolean isFreed(long state, long block) {
        return (state ^ check(block)) >>> STATE_SHIFT == FREED;
    }

    static long live(long block, int origin) {
        return check(block) | (long) LIVE << STATE_SHIFT | (long) origin << ORIGIN_SHIFT;
    }

    /** {@return a live block's state word once somebody frees it} */
    static long freed(long state, int by) {
        return state & ~(STATE_MASK << STATE_SHIFT) | (long) FREED << STATE_SHIFT | by;
    }

    static int origin(long state) {
        return (int) (state >>> ORIGIN_SHIFT & NUMBER_MASK);
    }

    static int freedBy(long state) {
        return (int) (state & NUMBER_MASK);
    }

    static long size(long byteSize, long pid, int rate) {
        return Math.min(byteSize, FORTY_MASK) << FORTY_SHIFT | (pid & PID_MASK) << PID_SHIFT
                | rate >>> RATE_LOW_BITS & RATE_HIGH_MASK;
    }

    static long time(long epochMillis, int thread, int rate) {
        return (epochMillis - TIME_BASE & FORTY_MASK) << FORTY_SHIFT | (long) thread << RATE_LOW_BITS
                | rate & RATE_LOW_MASK;
    }

    static long byteSize(long size) {
        return size >>> FORTY_SHIFT;
    }

    static long pid(long size) {
        return size >>> PID_SHIFT & PID_MASK;
    }

    static int rate(long size, long time) {
        return (int) ((size & RATE_HIGH_MASK) << RATE_LOW_BITS | time & RATE_LOW_MASK);
    }

    static long epochMillis(long time) {
        return (time >>> FORTY_SHIFT) + TIME_BASE;
    }

    static int thread(long time) {
        return (int) (time >>> RATE_LOW_BITS & NUMBER_MASK);
    }

    private static long check(long block) {
        return block << BLOCK_SHIFT ^ MAGIC;
    }
}
