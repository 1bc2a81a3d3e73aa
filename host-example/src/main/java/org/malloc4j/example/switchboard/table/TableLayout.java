package org.malloc4j.example.switchboard.table;

import org.malloc4j.Pool;

/**
 * The layout of the call table, in one block that the {@linkplain TableRoot root} owns, from its first multiple of
 * {@value #STRIPE_LENGTH} on: no two stripes share a line of the processor's cache.
 *
 * <pre>
 *   0               4               8               12              16
 *  +---------------+---------------+---------------+---------------+
 *  | bucket count  | stripe count  | seed of the hash              |  0
 *  +---------------+---------------+---------------+---------------+
 *  | counters of worker 0, 1, ... {@value #MAX_WORKERS} - 1,  {@value #COUNTERS_LENGTH} bytes each         | 64
 *  +---------------------------------------------------------------+
 *  | stripe 0, 1, ... stripe count - 1,  64 bytes each             |
 *  |   +  0  lock                                                  |
 *  |   +  8  pending: a block between its allocation and its link, |
 *  |         or between its unlink and its release                 |
 *  |   + 16  next due: when the stripe has something to do, in ms  |
 *  +---------------------------------------------------------------+
 *  | bucket 0, 1, ... bucket count - 1: first entry of a chain     |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * A bucket belongs to the stripe {@code bucket / (bucketCount / stripeCount)}; whoever reads or changes its chain holds
 * that stripe's lock.
 */
public final class TableLayout {
    static final int BUCKET_COUNT = 0;
    static final int STRIPE_COUNT = BUCKET_COUNT + Integer.BYTES;
    static final int SEED = STRIPE_COUNT + Integer.BYTES;
    static final int HEADER_LENGTH = 64;

    /** How many workers may have counters. */
    public static final int MAX_WORKERS = 64;
    /** The bytes of one worker's counters. */
    public static final int COUNTERS_LENGTH = 256;

    static final int STRIPE_LOCK = 0;
    static final int STRIPE_PENDING = STRIPE_LOCK + Long.BYTES;
    static final int STRIPE_NEXT_DUE = STRIPE_PENDING + Long.BYTES;
    static final int STRIPE_LENGTH = 64;

    private TableLayout() {
    }

    static long countersOffset(long table, int worker) {
        return table + HEADER_LENGTH + (long) worker * COUNTERS_LENGTH;
    }

    static long stripeOffset(long table, int stripe) {
        return countersOffset(table, MAX_WORKERS) + (long) stripe * STRIPE_LENGTH;
    }

    static long bucketOffset(long table, int stripeCount, long bucket) {
        return stripeOffset(table, stripeCount) + bucket * Long.BYTES;
    }

    static long byteSize(int bucketCount, int stripeCount) {
        return bucketOffset(0, stripeCount, bucketCount);
    }

    /** The size of a block with room for the table wherever in the block it begins. */
    static long blockByteSize(int bucketCount, int stripeCount) {
        return byteSize(bucketCount, stripeCount) + STRIPE_LENGTH - Pool.BYTE_ALIGNMENT;
    }

    /** Where in its block the table begins. */
    static long tableIn(long block) {
        return block + STRIPE_LENGTH - 1 & -STRIPE_LENGTH;
    }

    /** @throws IllegalArgumentException if the counts are no powers of two, or there are more stripes than buckets */
    static void checkCounts(int bucketCount, int stripeCount) {
        if (Integer.bitCount(bucketCount) != 1 || Integer.bitCount(stripeCount) != 1 || stripeCount > bucketCount) {
            throw new IllegalArgumentException("bucket and stripe counts must be powers of two, with no more stripes than "
                    + "buckets: buckets=" + bucketCount + " stripes=" + stripeCount);
        }
    }
}
