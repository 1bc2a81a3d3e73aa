package org.malloc4j.spi.support;

import static org.malloc4j.spi.support.RedoRecordDescriptor.CAPACITY;
import static org.malloc4j.spi.support.RedoRecordDescriptor.INTENT;
import static org.malloc4j.spi.support.RedoRecordDescriptor.PAIRS;
import static org.malloc4j.spi.support.RedoRecordDescriptor.PAIR_BYTE_SIZE;
import static org.malloc4j.spi.support.RedoRecordDescriptor.STATE;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;

/**
 * The stores of one operation, planned first and then made all or none: a write-ahead redo log of absolute values.
 *
 * <p>Planning touches nothing in the region, so an operation that is given up while planning never began. A commit fills
 * the record, publishes it with a release store, applies it with release stores and retires it. Whoever finds it published
 * applies it again, which is harmless at any point. In a region that no other process shares the plan itself, on the
 * Java heap, is record enough: only a thread can die, and the plan survives it.
 *
 * <p>Of an operation that can be done again whatever part of it was done, one word is record enough: the intent.
 */
public final class RedoRecord implements Recovery {
    private final Region region;
    private final long base;
    private final boolean durable;
    private final long[] offsets = new long[CAPACITY];
    private final long[] values = new long[CAPACITY];
    private int count;
    private int committing;
    /** The intent, where no other process shares the region. */
    private long intent;

    /**
     * @param region the region
     * @param base   where the record lies in it
     */
    RedoRecord(Region region, long base) {
        this.region = region;
        this.base = base;
        this.durable = region.sharing() == Sharing.SHARED;
    }

    /** Lays out an empty record. */
    void format() {
        region.putLong(base + STATE, 0);
        region.putLong(base + INTENT, 0);
    }

    /** {@return where the intent lies} Whoever declares there says by sealed words, followed by release stores, what those do. */
    long intentAt() {
        return base + INTENT;
    }

    /** Says what will be done without a plan, where no other process shares the region. @param operation what, not 0 */
    void declareToOwnThreads(long operation) {
        intent = operation;
    }

    /**
     * Says what will be done without a plan, after all that was done before, plainly or not.
     *
     * @param operation what, in 48 bits, not 0
     */
    public void declareInOrder(long operation) {
        if (durable) {
            region.putLongRelease(base + INTENT, Seal.seal(base + INTENT, operation));
        } else {
            intent = operation;
        }
    }

    /** {@return what was last declared, unless a plan was committed since; 0 if there is nothing} */
    public long declared() {
        if (!durable) {
            return intent;
        }
        long word = region.getLong(base + INTENT);
        if (word != 0 && !Seal.isIntact(base + INTENT, word)) {
            throw overwritten("intent", word);
        }
        return Seal.payload(word);
    }

    /** Forgets what was declared. Nothing later comes before it. */
    public void forgetIntent() {
        intent = 0;
        if (durable) {
            region.compareAndSetLong(base + INTENT, region.getLong(base + INTENT), 0);
        }
    }

    /** {@return a word as it will be after the commit} @param offset where it lies */
    public long get(long offset) {
        for (int i = count - 1; i >= 0; i--) {
            if (offsets[i] == offset) {
                return values[i];
            }
        }
        return region.getLong(offset);
    }

    /** Plans a store. @param offset where @param value what */
    public void put(long offset, long value) {
        int next = count;
        offsets[next] = offset;
        values[next] = value;
        count = next + 1;
    }

    /** Gives up the plan, if there is one: an operation that was refused half-way leaves its own. */
    public void drop() {
        count = 0;
    }

    /** Makes all planned stores. The caller gives back the lock before there is another plan. */
    void commit() {
        if (durable) {
            publish();
            apply(count);
            region.putLongRelease(base + STATE, 0);
        } else {
            commitFromHeap();
        }
        count = 0;
    }

    /** Makes all planned stores, of an operation that goes on with another plan under the same lock. */
    void commitAndGoOn() {
        if (durable) {
            long state = publish();
            apply(count);
            retire(state);
        } else {
            commitFromHeap();
        }
        count = 0;
    }

    private long publish() {
        int pairs = count;
        if (region.getLong(base + INTENT) != 0) {
            region.putLong(base + INTENT, 0);
        }
        for (int i = 0; i < pairs; i++) {
            long pair = base + PAIRS + (long) i * PAIR_BYTE_SIZE;
            region.putLong(pair, offsets[i]);
            region.putLong(pair + Long.BYTES, values[i]);
        }
        long state = Seal.seal(base + STATE, pairs);
        region.putLongRelease(base + STATE, state);
        return state;
    }

    /**
     * Retires the record before it is filled again under the same lock. A release store wouldn't keep the plain stores
     * that fill it from coming before it, into a record that is still published.
     */
    private void retire(long state) {
        region.compareAndSetLong(base + STATE, state, 0);
    }

    private void commitFromHeap() {
        intent = 0;
        committing = count;
        applyPlainly(committing);
        committing = 0;
    }

    private void applyPlainly(int pairs) {
        for (int i = 0; i < pairs; i++) {
            region.putLong(offsets[i], values[i]);
        }
    }

    /** Completes a commit that somebody died in, or forgets a plan that wasn't committed. */
    @Override
    public void recover() {
        if (durable) {
            replay();
        } else if (committing != 0) {
            applyPlainly(committing);
            committing = 0;
        }
        count = 0;
    }

    private void apply(int pairs) {
        for (int i = 0; i < pairs; i++) {
            region.putLongRelease(offsets[i], values[i]);
        }
    }

    private void replay() {
        long state = region.getLongAcquire(base + STATE);
        if (state == 0) {
            return;
        }
        long pairs = Seal.payload(state);
        if (!Seal.isIntact(base + STATE, state) || pairs > CAPACITY) {
            throw overwritten("state", state);
        }
        for (int i = 0; i < pairs; i++) {
            long pair = base + PAIRS + (long) i * PAIR_BYTE_SIZE;
            region.putLongRelease(region.getLong(pair), region.getLong(pair + Long.BYTES));
        }
        retire(state);
    }

    private HeapCorruptionException overwritten(String what, long word) {
        return new HeapCorruptionException("redo record overwritten: at=" + base + " pool=" + region.name() + " " + what
                + "=0x" + Long.toHexString(word)
                + "; a process died in the allocator and what it was doing can't be completed");
    }
}
