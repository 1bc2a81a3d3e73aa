package org.malloc4j.example.switchboard.table;

/**
 * The layout of the call table: one block, which the pool's root points to.
 *
 * <pre>
 *   0               4               8               12              16
 *  +---------------+---------------+---------------+---------------+
 *  | magic                         | bucket count  | stripe count  |  0
 *  +---------------+---------------+---------------+---------------+
 *  | seed of the hash              | unused                        | 16
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
    static final long MAGIC_VALUE = 0x5357_4954_4348_0001L;

    static final int MAGIC = 0;
    static final int BUCKET_COUNT = MAGIC + Long.BYTES;
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

    /** @throws IllegalArgumentException if the counts are no powers of two, or there are more stripes than buckets */
    static void checkCounts(int bucketCount, int stripeCount) {
        if (Integer.bitCount(bucketCount) != 1 || Integer.bitCount(stripeCount) != 1 || stripeCount > bucketCount) {
            throw new IllegalArgumentException("bucket and stripe counts must be powers of two, with no more stripes than "
                    + "buckets: buckets=" + bucketCount + " stripes=" + stripeCount);
        }
    }
}
