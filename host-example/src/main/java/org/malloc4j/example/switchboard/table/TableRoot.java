package org.malloc4j.example.switchboard.table;

import java.util.random.RandomGenerator;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;

/**
 * The small block that the pool's root points to, and that owns the call table.
 *
 * <pre>
 *   0               4               8               12              16
 *  +---------------+---------------+---------------+---------------+
 *  | magic                         | lock of who makes the table   |  0
 *  +---------------+---------------+---------------+---------------+
 *  | block the table lies in, or 0 | 1 once the table is complete  | 16
 *  +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * The root itself is no word that a block can be allocated into. So a process killed before it has set the root leaves
 * these {@value #LENGTH} bytes to nobody, but never a table.
 */
final class TableRoot {
    static final long MAGIC_VALUE = 0x5357_4954_4348_0002L;

    static final int MAGIC = 0;
    static final int LOCK = MAGIC + Long.BYTES;
    static final int TABLE = LOCK + Long.BYTES;
    static final int COMPLETE = TABLE + Long.BYTES;
    static final int LENGTH = COMPLETE + Long.BYTES;

    private final SharedWords words;
    private final Pool pool;
    private final long root;

    private TableRoot(SharedWords words) {
        this.words = words;
        this.pool = words.pool();
        this.root = pool.root();
        if (words.getLong(root + MAGIC) != MAGIC_VALUE) {
            throw new IllegalStateException("the pool's root is no call table: root=" + root);
        }
    }

    /** The root of a pool, made if there is none. */
    static TableRoot of(SharedWords words) {
        if (words.pool().root() == Pool.NULL) {
            create(words);
        }
        return new TableRoot(words);
    }

    private static void create(SharedWords words) {
        long block = words.pool().allocate(LENGTH);
        words.putLong(block + LOCK, 0);
        words.putLong(block + TABLE, Pool.NULL);
        words.putLong(block + COMPLETE, 0);
        words.putLong(block + MAGIC, MAGIC_VALUE);
        if (!words.pool().compareAndSetRoot(Pool.NULL, block)) {
            words.pool().free(block);
        }
    }

    /**
     * The complete table, made if there is none, or if who began to make it died.
     *
     * @throws PoolExhaustedException if there is no room for it
     */
    long table(int bucketCount, int stripeCount) {
        TableLayout.checkCounts(bucketCount, stripeCount);
        pool.lock(root + LOCK);
        try {
            if (words.getLong(root + COMPLETE) == 0) {
                fill(bucketCount, stripeCount);
                words.putLongRelease(root + COMPLETE, 1);
            }
            return TableLayout.tableIn(words.getLong(root + TABLE));
        } finally {
            pool.unlock(root + LOCK);
        }
    }

    private void fill(int bucketCount, int stripeCount) {
        pool.freeFrom(root + TABLE);
        long block = pool.allocateInto(root + TABLE, TableLayout.blockByteSize(bucketCount, stripeCount));
        long table = TableLayout.tableIn(block);
        pool.segment().asSlice(table, TableLayout.byteSize(bucketCount, stripeCount)).fill((byte) 0);
        words.putInt(table + TableLayout.BUCKET_COUNT, bucketCount);
        words.putInt(table + TableLayout.STRIPE_COUNT, stripeCount);
        words.putLong(table + TableLayout.SEED, RandomGenerator.getDefault().nextLong());
    }

    /** Frees the table, which nobody uses any more, and then this root. */
    void drop() {
        words.putLongRelease(root + COMPLETE, 0);
        pool.freeFrom(root + TABLE);
        if (pool.compareAndSetRoot(root, Pool.NULL)) {
            pool.free(root);
        }
    }
}
