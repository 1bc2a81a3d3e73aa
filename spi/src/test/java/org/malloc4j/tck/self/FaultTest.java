package org.malloc4j.tck.self;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malloc4j.tck.ContractRun;

/** The kit is tested by allocators with a fault: the tests that look for it fail and, if it is confined, no others do. */
class FaultTest {

    @ParameterizedTest
    @EnumSource
    void shouldBeCaughtByTheTestsThatLookForIt(Fault fault) {
        FaultyContract.examine(fault);
        // The traces run only for a fault that they are to catch: they take the longest.
        Map<String, String> failed = ContractRun.failures(FaultyContract.class,
                test -> !test.contains("TheTraceOf") || fault.tests().contains(test));
        assertTrue(failed.keySet().containsAll(fault.tests()), () -> fault + " wasn't caught by " + fault.tests()
                + " but by " + failed);
        String message = failed.get(fault.tests().getFirst());
        assertTrue(message.startsWith(fault.sentence()), () -> fault + " was caught by another sentence: " + message);
        assertTrue(message.endsWith(" [replay with -Dmalloc4j.seed=42]"), message);
        if (fault.isConfined()) {
            assertEquals(new TreeSet<>(fault.tests()), failed.keySet(), () -> fault + " was also caught where it isn't: "
                    + failed);
        }
    }
}
