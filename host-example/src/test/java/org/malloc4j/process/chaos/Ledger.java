package org.malloc4j.process.chaos;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.malloc4j.Pool;

/**
 * Who owns which block, in a table that is itself a block of the pool and its root, so that it outlives whoever dies.
 *
 * <pre>
 *  0       8         16       64
 *  +-------+---------+--------+----------+----------+-----
 *  | pause |inherited|        | stripe 0 | stripe 1 | ...
 *  |       | locks   |        |          |          |
 *  +-------+---------+--------+----------+----------+-----
 *
 *  a stripe: what one participant owns
 *  0      8       16     24      32     40      48      56      64      72     80      88         128
 *  +------+-------+------+-------+------+-------+-------+-------+-------+------+-------+----------+
 *  | ack  |intent | turn | tray  | move | move  | move  | move  |began  |slow  |operat.| leak     |
 *  |      |       |      | lock  | to   | from  | block | stamp |       |count |       | bound    |
 *  +------+-------+------+-------+------+-------+-------+-------+-------+------+-------+----------+
 *  | slow operations: begin, end (256 pairs)                                                      |
 *  +----------------------------------------------------------------------------------------------+
 *  | slots: block, stamp; the last ones are the tray, into which others put what they hand over   |
 *  +----------------------------------------------------------------------------------------------+
 * </pre>
 *
 * A slot's stamp is 0 while its block's contents are nobody's promise; otherwise it tells what every byte must be.
 */
final class Ledger {
    static final int STRIPES = 5;
    static final int OWN_SLOTS = 192;
    static final int TRAY_SLOTS = 32;
    static final int SLOTS = OWN_SLOTS + TRAY_SLOTS;
    static final int SLOW_OPERATIONS = 256;

    static final long PAUSE = 0;
    static final long INHERITED_LOCKS = 8;

    static final long ACK = 0;
    static final long INTENT = 8;
    static final long TURN = 16;
    static final long TRAY_LOCK = 24;
    static final long MOVE_TO = 32;
    static final long MOVE_FROM = 40;
    static final long MOVE_BLOCK = 48;
    static final long MOVE_STAMP = 56;
    static final long BEGAN = 64;
    static final long SLOW_COUNT = 72;
    static final long OPERATIONS = 80;
    static final long LEAK_BOUND = 88;

    private static final long STRIPES_START = 64;
    private static final long SLOW_START = 128;
    private static final long SLOTS_START = SLOW_START + SLOW_OPERATIONS * 16L;
    private static final long STRIPE_BYTE_SIZE = SLOTS_START + SLOTS * 16L;
    private static final long BYTE_SIZE = STRIPES_START + STRIPES * STRIPE_BYTE_SIZE;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;
    private final long base;

    private Ledger(Pool pool) {
        this.memory = pool.segment();
        this.base = pool.root();
    }

    /** {@return a new ledger} @param pool where it becomes the root */
    static Ledger create(Pool pool) {
        long block = pool.allocate(BYTE_SIZE);
        pool.segmentOf(block).fill((byte) 0);
        pool.compareAndSetRoot(Pool.NULL, block);
        return new Ledger(pool);
    }

    /** {@return the ledger in a pool} @param pool the pool */
    static Ledger find(Pool pool) {
        return new Ledger(pool);
    }

    /** {@return where a word of the ledger's own lies} */
    long at(long word) {
        return base + word;
    }

    /** {@return where a word of a stripe lies} */
    long at(int stripe, long word) {
        return base + STRIPES_START + stripe * STRIPE_BYTE_SIZE + word;
    }

    /** {@return where the word of a slot that names its block lies} */
    long block(int stripe, int slot) {
        return at(stripe, SLOTS_START + slot * 16L);
    }

    /** {@return where the word that tells a slot's contents lies} @param block what {@link #block} returned */
    static long stamp(long block) {
        return block + Long.BYTES;
    }

    /** {@return where the pair of a slow operation lies} */
    long slow(int stripe, long number) {
        return at(stripe, SLOW_START + number % SLOW_OPERATIONS * 16L);
    }

    long get(long at) {
        return (long) WORD.getAcquire(memory, at);
    }

    void set(long at, long value) {
        WORD.setRelease(memory, at, value);
    }

    void add(long at, long value) {
        WORD.getAndAdd(memory, at, value);
    }
}
