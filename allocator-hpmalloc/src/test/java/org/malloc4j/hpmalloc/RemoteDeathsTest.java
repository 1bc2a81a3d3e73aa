package org.malloc4j.hpmalloc;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.malloc4j.tck.RemoteDeaths;

/** What one process frees of another one's is freed once, whoever dies meanwhile. */
class RemoteDeathsTest {

    @Test
    void shouldFreeWhollyOrNotAtAllIfWhoeverFreesDies() {
        RemoteDeaths deaths = new RemoteDeaths(new HpMallocProvider());
        deaths.ofWhoeverFrees();
        assertTrue(deaths.images() > 3, "deaths: " + deaths.images());
    }

    @Test
    void shouldFoldOnceIfTheOwnerDiesInIt() {
        RemoteDeaths deaths = new RemoteDeaths(new HpMallocProvider());
        deaths.ofWhoeverFolds();
        assertTrue(deaths.images() > 3, "deaths: " + deaths.images());
    }

    @Test
    void shouldLoseNothingIfWhoeverTakesOverSpansDies() {
        RemoteDeaths deaths = new RemoteDeaths(new HpMallocProvider());
        deaths.ofWhoeverReclaims();
        assertTrue(deaths.images() > 20, "deaths: " + deaths.images());
    }

    @Test
    void shouldNoticeThatTheOrderOfFoldingIsSwapped() {
        RemoteDeaths deaths = new RemoteDeaths(FaultyFolds.REMOTE_WORD_FIRST.provider());
        AssertionError failure = assertThrows(AssertionError.class, deaths::ofWhoeverFolds);
        assertTrue(failure.getMessage().startsWith("not whole after the owner died: neither before nor after: live blocks:"),
                failure.getMessage());
    }
}
