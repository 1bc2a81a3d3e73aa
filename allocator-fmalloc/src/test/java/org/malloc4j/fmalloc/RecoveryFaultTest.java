package org.malloc4j.fmalloc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malloc4j.tck.ContractRun;

/** Every fault in recovery is caught by the test of the contract that looks for it. */
class RecoveryFaultTest {

    @ParameterizedTest
    @EnumSource
    void shouldBeCaughtByTheTestThatLooksForIt(RecoveryFault fault) {
        FaultyRecoveryContract.examine(fault);
        Map<String, String> failed = ContractRun.failures(FaultyRecoveryContract.class, fault.test()::equals);
        String sentence = failed.getOrDefault(fault.test(), "nothing");
        assertTrue(sentence.startsWith(fault.sentence()), () -> fault + " was caught by " + sentence);
        assertTrue(sentence.endsWith(" [replay with -Dmalloc4j.seed=42]"), sentence);
    }
}
