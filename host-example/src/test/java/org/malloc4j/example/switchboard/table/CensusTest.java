package org.malloc4j.example.switchboard.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.malloc4j.example.switchboard.PlainPool;

class CensusTest {
    private final PlainPool pool = new PlainPool(1 << 20);
    private final CallTable table = CallTable.open(pool, 16, 4);
    private long dialog;
    private long transaction;

    @BeforeEach
    void insertEntries() {
        dialog = insert(5, EntryLayout.KIND_DIALOG);
        transaction = insert(5, EntryLayout.KIND_TRANSACTION);
        insert(11, EntryLayout.KIND_TRANSACTION);
        table.ownership().allocateInto(dialog + EntryLayout.SECOND_OWNED, 100);
        table.ownership().allocateInto(transaction + EntryLayout.FIRST_OWNED, 100);
    }

    private long insert(long hash, int kind) {
        long stripe = table.stripeOf(hash);
        long entry = table.reserve(stripe, hash, kind, EntryLayout.LENGTH);
        table.words().putLong(entry + EntryLayout.DUE, 0);
        table.insert(stripe, entry);
        return entry;
    }

    private void assertDamaged(String sentence) {
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> Census.of(table));
        assertEquals(sentence, e.getMessage());
    }

    @Test
    void shouldCountWhatIsThere() {
        assertEquals(new Census(1, 2, 0), Census.of(table));
    }

    @Test
    void shouldCountBlocksThatBelongToNobody() {
        pool.allocate(64);
        pool.allocate(640);
        assertEquals(new Census(1, 2, 2), Census.of(table));
    }

    @Test
    void shouldNoticeAnEntryThatIsNoLiveBlock() {
        pool.free(dialog);
        assertDamaged("a chain of the call table leads astray: stripe=1: block not live: block=" + dialog);
    }

    @Test
    void shouldNoticeAnOwnedBlockThatIsNotLive() {
        pool.free(table.words().getLong(transaction + EntryLayout.FIRST_OWNED));
        assertDamaged("a chain of the call table leads astray: stripe=1: block not live: block="
                + table.words().getLong(transaction + EntryLayout.FIRST_OWNED));
    }

    @Test
    void shouldNoticeAnEntryOutsideOfThePool() {
        table.words().putLong(dialog + EntryLayout.NEXT, 1L << 40);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> Census.of(table));
        assertTrue(e.getMessage().startsWith("a chain of the call table leads astray: stripe=1: Out of bound access on "
                + "segment "), e.getMessage());
    }

    @Test
    void shouldNoticeAChainWithoutEnd() {
        table.words().putLong(dialog + EntryLayout.NEXT, transaction);
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> Census.of(table));
        assertTrue(e.getMessage().startsWith("a chain of the call table has no end: entry="), e.getMessage());
    }
}
