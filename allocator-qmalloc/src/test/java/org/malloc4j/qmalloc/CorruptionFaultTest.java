package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.malloc4j.tck.ContractRun;

/** What the suite says of Q_MALLOCs that overlook one thing. */
class CorruptionFaultTest {

    @Test
    void shouldCatchAHeapWithoutAGuardInTheRoundingSlack() {
        Map<String, String> failed = run(FaultySuite.NoSlackGuard.class);
        assertEquals(Set.of("shouldFindEveryOverrunWhenTheBlockIsFreed", "shouldFindEveryOverrunWhenTheBlockIsResized",
                "shouldFindEveryOverrunWhenTheBlockBehindIsFreed", "shouldFindEveryOverrunWhenTheBlockBeforeIsFreed",
                "shouldFindAnOverrunByPatrolWithinTheBoundItStates", "shouldSayWhatThePatrolFoundOnce"), failed.keySet(), failed::toString);
        assertTrue(failed.get("shouldFindEveryOverrunWhenTheBlockIsFreed")
                .startsWith("OVERRUN by 1 of a block of 0 bytes: not found"), failed::toString);
    }

    @Test
    void shouldCatchAHeapThatDoesNotLookAtNeighbours() {
        Map<String, String> failed = run(FaultySuite.NeighbourNotChecked.class);
        assertEquals(Set.of("shouldFindEveryOverrunWhenTheBlockBehindIsFreed",
                "shouldFindEveryOverrunWhenTheBlockBeforeIsFreed", "shouldFindEveryUnderrunWhenTheBlockBeforeIsFreed",
                "shouldFindEveryUnderrunWhenTheBlockBehindIsFreed", "shouldBlameTheTableForAMarkThatIsWrong"),
                failed.keySet(), failed::toString);
    }

    @Test
    void shouldCatchAHeapThatLooksAtTheQuarantineOnlyWhenABlockLeavesIt() {
        Map<String, String> failed = run(FaultySuite.QuarantineCheckedOnlyAtExit.class);
        assertEquals(Set.of("shouldFindAWriteToAFreedBlockByPatrolBeforeItLeaves"), failed.keySet(), failed::toString);
        assertTrue(failed.values().iterator().next().startsWith("write at +999 of 1000: not found"), failed::toString);
    }

    private static Map<String, String> run(Class<?> suite) {
        return ContractRun.failures(suite, test -> true);
    }
}
