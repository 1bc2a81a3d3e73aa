package org.malloc4j.tck.self;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.malloc4j.Pool;
import org.malloc4j.tck.Soak;

class SoakTest {
    private static final long SHARE = 4 << 20;
    private static final long SEED = 7;
    private static final int OPERATIONS = 4_000;

    @Test
    void shouldFillItsShareAndLeaveNothingBehind() {
        Pool pool = ProxyPool.over(new ReferenceProvider(), 4 * SHARE);
        Soak.Report report = new Soak(pool, SHARE, SEED).run(OPERATIONS);
        assertEquals(OPERATIONS, report.allocations() + report.moves() + report.frees() + report.refusals());
        assertEquals(0, report.refusals(), report::toString);
        assertTrue(report.largestShare() >= SHARE * 80 / 100 && report.largestShare() < SHARE, report::toString);
        assertTrue(report.moves() > OPERATIONS / 10, report::toString);
        assertEquals(0, pool.statistics().fragments());
    }

    @Test
    void shouldShrinkWhenThePoolIsExhausted() {
        Pool pool = ProxyPool.over(new ReferenceProvider(), SHARE / 2);
        Soak.Report report = new Soak(pool, SHARE, SEED).run(OPERATIONS);
        assertTrue(report.refusals() > 0, report::toString);
        assertEquals(0, pool.statistics().fragments());
    }

    @Test
    void shouldNoticeBytesThatChange() {
        Pool pool = ProxyPool.over(Fault.HANDS_OUT_TWICE.provider(), 4 * SHARE);
        AssertionError error = assertThrows(AssertionError.class, () -> new Soak(pool, SHARE, SEED).run(OPERATIONS));
        assertTrue(error.getMessage().startsWith("contents of a live block changed: block="), error.getMessage());
    }
}
