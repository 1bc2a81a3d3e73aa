package org.malloc4j.fmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.malloc4j.tck.AllocatorContract;
import org.malloc4j.tck.ContractRun;

/** What the contract says of F_MALLOCs that get one thing wrong. */
class FMallocFaultTest {

    @Test
    void shouldCatchAHeapThatMergesOnlyForward() {
        Map<String, String> failed = run(FaultyFMallocContract.MergesOnlyForward.class);
        String sentence = failed.getOrDefault("shouldBeAsAfterFormatOnceEverythingIsFreed", "");
        assertTrue(sentence.contains("heap invariant broken: flag previous-is-free of fragment "), failed::toString);
    }

    @Test
    void shouldCatchAHeapThatForgetsToSplit() {
        Map<String, String> failed = run(FaultyFMallocContract.ForgetsToSplit.class);
        assertEquals(Set.of("shouldServeTheTraceOfAJsonScript", "shouldServeTheTraceOfAVersionControlLog"),
                failed.keySet(), failed::toString);
        failed.values().forEach(sentence ->
                assertTrue(sentence.startsWith("high water above its limit: trace="), sentence));
    }

    @Test
    void shouldCatchAHeapThatAcceptsTheMiddleOfABlock() {
        Map<String, String> failed = run(FaultyFMallocContract.AcceptsMiddle.class);
        assertEquals(Set.of("shouldRefuseTheMiddleOfABlock", "shouldRefuseTheMiddleOfABlockThatLooksLikeAStart",
                "shouldRefuseEveryNumberThatIsNoLiveBlock", "shouldRefuseToFreeABlockTwice",
                "shouldRefuseToFreeABlockTwiceOnceItWasMerged", "shouldLetOneOfTwoRacingFreesSucceed"), failed.keySet(),
                failed::toString);
        String sentence = failed.get("shouldRefuseTheMiddleOfABlock");
        assertTrue(sentence.startsWith("IllegalBlockException expected: operation=free block="), sentence);
    }

    private static Map<String, String> run(Class<? extends AllocatorContract> contract) {
        return ContractRun.failures(contract, test -> !test.contains("Death"));
    }
}
