package org.malloc4j.hpmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An owner and another thread free at the same time, while the owner folds. */
@Timeout(120)
class FreesAtOnceTest {
    private static final int ROUNDS = 250;
    /** More than enough: a few show it. */
    private static final int ROUNDS_WITH_A_FAULT = 100_000;

    @Test
    void shouldNeverTakeAFreedBlockForALiveOne() throws Exception {
        for (CommonHeap.SpansMaker maker : List.<CommonHeap.SpansMaker>of(Spans::new, FaultyFolds::slow)) {
            try (FreesAtOnce frees = new FreesAtOnce(maker)) {
                frees.eachItsHalf(ROUNDS);
            }
        }
    }

    @Test
    void shouldNoticeThatTheOrderOfFoldingIsSwapped() {
        try (FreesAtOnce frees = new FreesAtOnce(FaultyFolds.REMOTE_WORD_FIRST)) {
            AssertionError failure = assertThrows(AssertionError.class, () -> frees.eachItsHalf(ROUNDS_WITH_A_FAULT));
            assertEquals("a block was live after it had been freed", failure.getMessage());
        }
    }

    @Test
    void shouldStayWholeWhenTwoThreadsFreeTheSameBlockAtTheSameMoment() throws Exception {
        try (FreesAtOnce frees = new FreesAtOnce(Spans::new)) {
            frees.bothAll(ROUNDS);
            assertTrue(frees.freedTwice() < ROUNDS, "freed by both: " + frees.freedTwice());
        }
    }
}
