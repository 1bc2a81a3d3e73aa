package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malloc4j.tck.ContractRun;

/** Every fault in the steps of the common path is caught by the crash half of the contract. */
class StepFaultTest {
    private static final String TEST = "shouldBeWholeAfterADeathAtAnyStoreOfEachOperation";

    @ParameterizedTest
    @EnumSource
    void shouldBeCaughtByDeathsAtItsStores(StepFault fault) {
        FaultyStepsContract.examine(fault);
        Map<String, String> failed = ContractRun.failures(FaultyStepsContract.class, TEST::equals);
        String sentence = failed.getOrDefault(TEST, "nothing");
        assertTrue(sentence.startsWith("not whole after a death: "), () -> fault + " was caught by " + sentence);
        assertTrue(sentence.endsWith(" [replay with -Dmalloc4j.seed=42]"), sentence);
    }
}
