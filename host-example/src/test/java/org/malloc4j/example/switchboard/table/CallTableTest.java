package org.malloc4j.example.switchboard.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.example.switchboard.PlainPool;

class CallTableTest {
    private static final long SEED = 42;

    private final PlainPool pool = new PlainPool(1 << 20);
    private final CallTable table = CallTable.open(pool, 16, 4);

    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private long insert(CallTable into, long hash) {
        long stripe = into.stripeOf(hash);
        long entry = into.reserve(stripe, hash, EntryLayout.KIND_DIALOG, EntryLayout.LENGTH);
        if (entry != Pool.NULL) {
            into.words().putLong(entry + EntryLayout.DUE, 0);
            into.insert(stripe, entry);
        }
        return entry;
    }

    private List<Long> entries(long hash) {
        List<Long> entries = new ArrayList<>();
        for (long entry = table.first(hash); entry != Pool.NULL; entry = table.next(entry)) {
            entries.add(entry);
        }
        return entries;
    }

    @Test
    void shouldFindEntriesByHashAmongOthersOfTheSameChain() {
        long first = insert(table, 5);
        insert(table, 5 + 16);
        long second = insert(table, 5);
        assertEquals(List.of(second, first), entries(5));
        table.remove(table.stripeOf(5), first);
        assertEquals(List.of(second), entries(5));
        assertEquals(1, entries(5 + 16).size());
    }

    @Test
    void shouldBeFoundThroughTheRoot() {
        long entry = insert(table, 7);
        CallTable same = CallTable.open(pool, 1024, 8);
        assertEquals(entry, same.first(7));
        assertEquals(table.stripeCount(), same.stripeCount());
    }

    @Test
    void shouldRefuseARootThatIsNoTable() {
        PlainPool other = new PlainPool(1 << 16);
        long block = other.allocate(64);
        other.compareAndSetRoot(Pool.NULL, block);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> CallTable.open(other, 16, 4));
        assertEquals("the pool's root is no call table: root=" + block, e.getMessage());
    }

    @Test
    void shouldRefuseCountsThatAreNoPowersOfTwo() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> CallTable.open(new PlainPool(1 << 16), 16, 32));
        assertEquals("bucket and stripe counts must be powers of two, with no more stripes than buckets: "
                + "buckets=16 stripes=32", e.getMessage());
    }

    @Test
    void shouldSayThatThereIsNoRoomForATable() {
        assertThrows(PoolExhaustedException.class, () -> CallTable.open(new PlainPool(4096), 16, 4));
    }

    /** Whoever makes the table dies before its n-th call of the pool, for every n; the next one makes it whole. */
    @Test
    void shouldLeaveNoTableToNobodyWhereverItsMakerDies() {
        for (int n = 0; n < 6; n++) {
            PlainPool other = new PlainPool(1 << 16);
            other.segment().fill((byte) 0xA5);
            int[] left = {n};
            other.beforeEachCall(() -> {
                if (left[0]-- == 0) {
                    throw new Died();
                }
            });
            try {
                CallTable.open(other, 16, 4);
            } catch (Died e) {
                other.allOwnersDied();
            }
            other.beforeEachCall(() -> { });
            CallTable whole = CallTable.open(other, 16, 4);
            assertEquals(new Census(0, 0, n == 1 ? 1 : 0), Census.of(whole), "died before call " + n);
            assertEquals(4, whole.stripeCount());
        }
    }

    @Test
    void shouldMakeATableAnewThatWasOnlyHalfMade() {
        insert(table, 7);
        pool.segment().fill((byte) 0xA5);
        long root = pool.root();
        table.words().putLong(root + TableRoot.MAGIC, TableRoot.MAGIC_VALUE);
        table.words().putLong(root + TableRoot.COMPLETE, 0);
        table.words().putLong(root + TableRoot.TABLE, pool.allocate(64));
        CallTable whole = CallTable.open(pool, 64, 16);
        assertEquals(16, whole.stripeCount());
        assertEquals(0, whole.first(7));
    }

    @Test
    void shouldLeaveNothingWhenDropped() {
        CallTable.drop(pool);
        assertEquals(0, pool.statistics().fragments());
        assertEquals(Pool.NULL, pool.root());
        assertEquals(0, CallTable.open(pool, 16, 4).first(7));
    }

    @Test
    void shouldKeepStripesInCacheLinesOfTheirOwn() {
        assertEquals(0, table.stripe(0) % 64);
    }

    @Test
    void shouldFreeWhatAnEntryOwns() {
        long entry = insert(table, 3);
        table.ownership().allocateInto(entry + EntryLayout.FIRST_OWNED, 100);
        table.ownership().allocateInto(entry + EntryLayout.SECOND_OWNED, 100);
        table.remove(table.stripeOf(3), entry);
        assertEquals(CallTable.OWN_BLOCKS, pool.statistics().fragments());
    }

    @Test
    void shouldNotHashEverythingAlike() {
        pool.segment().setString(1000, "call-1");
        long one = table.hash(pool.segment(), 1000, 6);
        pool.segment().setString(1000, "call-2");
        assertNotEquals(one, table.hash(pool.segment(), 1000, 6));
    }

    @Test
    void shouldRememberTheSoonestDueTime() {
        long stripe = table.stripeOf(3);
        long entry = insert(table, 3);
        table.due(stripe, entry, 500);
        table.due(stripe, entry, 900);
        assertEquals(500, table.nextDue(stripe));
        table.due(stripe, entry, 400);
        assertEquals(400, table.nextDue(stripe));
    }

    /** The process dies before its n-th call of the pool, for every n; a survivor takes the lock, and nothing is lost. */
    @Test
    void shouldLoseNothingWhenTheOwnerOfALockDies() {
        for (int n = 0; n < 8; n++) {
            long stripe = table.stripeOf(9);
            table.lock(stripe);
            try {
                dieAtCall(n);
                long entry = insert(table, 9);
                table.ownership().allocateInto(entry + EntryLayout.FIRST_OWNED, 50);
                table.remove(stripe, entry);
                table.remove(stripe, insert(table, 9 + 16));
                pool.beforeEachCall(() -> { });
                table.unlock(stripe);
            } catch (Died e) {
                pool.beforeEachCall(() -> { });
                pool.allOwnersDied();
            }
            table.lock(stripe);
            table.forEach(stripe, table::remove);
            table.unlock(stripe);
            assertEquals(CallTable.OWN_BLOCKS, pool.statistics().fragments(), "died before call " + n);
        }
    }

    /** Nobody would ever get it again: this thread would wait for itself. */
    @Test
    void shouldKeepNoLockOfAStripeThatCannotBeMended() {
        long stripe = table.stripeOf(9);
        long damaged = insert(table, 9) + 8;
        table.words().putLong(stripe + TableLayout.STRIPE_PENDING, damaged);
        for (int i = 0; i < 2; i++) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () ->
                    assertThrows(IllegalBlockException.class, () -> table.lock(stripe)));
        }
        table.words().putLong(stripe + TableLayout.STRIPE_PENDING, Pool.NULL);
        assertFalse(table.lock(stripe));
        table.unlock(stripe);
    }

    private void dieAtCall(int n) {
        int[] left = {n};
        pool.beforeEachCall(() -> {
            if (left[0]-- == 0) {
                throw new Died();
            }
        });
    }

    @Test
    void shouldKeepItsChainsWholeUnderTwoThreads() throws Exception {
        PlainPool large = new PlainPool(1 << 22);
        CallTable shared = CallTable.open(large, 16, 4);
        List<Future<?>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int t = 0; t < 2; t++) {
                long seed = SEED + t;
                futures.add(threads.submit(() -> churn(CallTable.open(large, 16, 4), new Random(seed))));
            }
        }
        for (Future<?> future : futures) {
            future.get();
        }
        for (int i = 0; i < shared.stripeCount(); i++) {
            shared.forEach(shared.stripe(i), shared::remove);
        }
        assertEquals(CallTable.OWN_BLOCKS, large.statistics().fragments(), "seed=" + SEED);
    }

    private void churn(CallTable mine, Random random) {
        for (int i = 0; i < 20_000; i++) {
            long hash = random.nextInt(64);
            long stripe = mine.stripeOf(hash);
            mine.lock(stripe);
            long entry = mine.first(hash);
            if (entry == Pool.NULL || random.nextInt(3) == 0) {
                insert(mine, hash);
            } else {
                mine.remove(stripe, entry);
            }
            mine.unlock(stripe);
        }
    }
}
