package org.malloc4j.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A queue of tables of blocks with a limit, for any number of senders and receivers, threads or processes. Each cell has a
 * turn that tells who may use it next (Dmitry Vyukov's bounded queue).
 *
 * <pre>
 *   0          128        256        384     each cell
 *   | sent     | received | closed   | turn  | count | ...
 * </pre>
 */
final class Passage {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();
    private static final long SENT = 0;
    private static final long RECEIVED = 128;
    private static final long CLOSED = 256;
    private static final long CELLS = 384;
    private static final long TURN = 0;
    private static final long COUNT = 8;
    private static final long CELL_BYTE_SIZE = 16;

    private final MemorySegment words;
    private final Blocks storage;
    private final int cells;
    private final int width;

    /** @param words zero-filled when the passage is new @param storage room for every cell's blocks */
    Passage(MemorySegment words, Blocks storage, int cells, int width) {
        this.words = words;
        this.storage = storage;
        this.cells = cells;
        this.width = width;
    }

    static long byteSize(int cells) {
        return CELLS + cells * CELL_BYTE_SIZE;
    }

    /** Moves the first blocks of a table into the passage. {@return false if it is full} */
    boolean send(Blocks from, int first, int count) {
        while (true) {
            long position = (long) WORD.getAcquire(words, SENT);
            long cell = cell(position);
            long ahead = turn(cell) - 2 * (position / cells);
            if (ahead < 0) {
                return false;
            }
            if (ahead == 0 && WORD.compareAndSet(words, SENT, position, position + 1)) {
                for (int i = 0; i < count; i++) {
                    from.move(first + i, storage, place(position) + i);
                }
                words.set(ValueLayout.JAVA_LONG, cell + COUNT, count);
                WORD.setRelease(words, cell + TURN, 2 * (position / cells) + 1);
                return true;
            }
        }
    }

    /** Moves the blocks of the next table to the beginning of another. {@return how many, or -1 if there is none} */
    int receive(Blocks to) {
        while (true) {
            long position = (long) WORD.getAcquire(words, RECEIVED);
            long cell = cell(position);
            long ahead = turn(cell) - 2 * (position / cells) - 1;
            if (ahead < 0) {
                return -1;
            }
            if (ahead == 0 && WORD.compareAndSet(words, RECEIVED, position, position + 1)) {
                int count = (int) words.get(ValueLayout.JAVA_LONG, cell + COUNT);
                for (int i = 0; i < count; i++) {
                    storage.move(place(position) + i, to, i);
                }
                WORD.setRelease(words, cell + TURN, 2 * (position / cells) + 2);
                return count;
            }
        }
    }

    /** Says that one of the senders has sent all. */
    void close() {
        WORD.getAndAdd(words, CLOSED, 1L);
    }

    /** {@return whether so many senders have sent all and all of it was received} */
    boolean isDrained(int senders) {
        return (long) WORD.getAcquire(words, CLOSED) == senders
                && (long) WORD.getAcquire(words, RECEIVED) == (long) WORD.getAcquire(words, SENT);
    }

    private long turn(long cell) {
        return (long) WORD.getAcquire(words, cell + TURN);
    }

    /** A cell's turn is twice the round it is in, and one more while it is full; fresh memory is at the first round. */
    private long cell(long position) {
        return CELLS + position % cells * CELL_BYTE_SIZE;
    }

    private int place(long position) {
        return (int) (position % cells) * width;
    }
}
