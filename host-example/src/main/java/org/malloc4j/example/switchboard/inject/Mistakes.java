package org.malloc4j.example.switchboard.inject;

import java.nio.charset.StandardCharsets;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.table.SharedWords;

/**
 * All the mistakes that can be planted, each of a kind that programs really have. Now and then a call is hit by one; the
 * leak comes with every call.
 */
public final class Mistakes implements Bug {
    private static final int CALLS_PER_BUG = 500;
    /** What is put behind a session description that has no room for it. */
    private static final byte[] ATTRIBUTES = "a=sendrecv\r\na=ptime:20\r\n".getBytes(StandardCharsets.US_ASCII);
    /** Where a pointer into a block may point that is taken for the block itself. */
    private static final int INSIDE = 32;
    /** Where a call that has ended is written to. */
    private static final int ENDED_AT = 40;
    /** A leak of all calls outweighs, after some seconds, what those that stand or linger hold. */
    private static final int RECORD_SIZE = 1000;
    private static final int NOTE_SIZE = 200;
    /** A worker leaks no more than this part of a pool: exhaustion would be another story. */
    private static final long LARGEST_LEAK = 8;

    private final Injection injection;
    private final Pool shm;
    private final Pool pkg;
    private final SharedWords words;
    private final Runnable planted;
    private final long mostLeaks;
    private int calls;

    private Mistakes(Injection injection, Memory memory, Runnable planted) {
        this.injection = injection;
        this.shm = memory.shm();
        this.pkg = memory.pkg();
        this.words = new SharedWords(shm);
        this.planted = planted;
        this.mostLeaks = Math.min(shm.statistics().totalSize() / LARGEST_LEAK / RECORD_SIZE,
                pkg.statistics().totalSize() / LARGEST_LEAK / NOTE_SIZE);
    }

    /** {@return the mistake, or none} @param injection which @param memory where @param planted told of each time */
    public static Bug of(Injection injection, Memory memory, Runnable planted) {
        return injection == Injection.NONE ? Bug.NONE : new Mistakes(injection, memory, planted);
    }

    @Override
    public void described(long block, long byteSize) {
        if (injection == Injection.USE_AFTER_FREE || !isDue()) {
            return;
        }
        planted.run();
        switch (injection) {
            case OVERRUN -> words.putBytes(block + byteSize, ATTRIBUTES);
            case UNDERRUN -> words.putLong(block - Long.BYTES, byteSize);
            case DOUBLE_FREE -> shm.free(block);
            case FOREIGN_FREE -> shm.free(block + INSIDE);
            case LEAK -> forget();
            default -> throw new IllegalStateException("nothing to plant here: " + injection);
        }
    }

    @Override
    public void ended(long block) {
        if (injection == Injection.USE_AFTER_FREE && isDue()) {
            planted.run();
            words.putLong(block + ENDED_AT, System.currentTimeMillis());
        }
    }

    private boolean isDue() {
        calls++;
        return injection == Injection.LEAK ? calls <= mostLeaks : calls % CALLS_PER_BUG == 0;
    }

    /** A record of the call in each pool, which nobody will free. */
    private void forget() {
        shm.allocate(RECORD_SIZE);
        pkg.allocate(NOTE_SIZE);
    }
}
