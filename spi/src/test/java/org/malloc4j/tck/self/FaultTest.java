package org.malloc4j.tck.self;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit is tested by allocators with a fault: the tests that look for it fail and, if it is confined, no others do. */
class FaultTest {

    @ParameterizedTest
    @EnumSource
    void shouldBeCaughtByTheTestsThatLookForIt(Fault fault) {
        Map<String, String> failed = new TreeMap<>(runContract(fault));
        assertTrue(failed.keySet().containsAll(fault.tests()), () -> fault + " wasn't caught by " + fault.tests()
                + " but by " + failed);
        String message = failed.get(fault.tests().getFirst());
        assertTrue(message.startsWith(fault.sentence()), () -> fault + " was caught by another sentence: " + message);
        assertTrue(message.endsWith(" [replay with -Dmalloc4j.seed=42]"), message);
        if (fault.isConfined()) {
            Set<String> expected = new TreeSet<>(fault.tests());
            assertEquals(expected, failed.keySet(), () -> fault + " was also caught where it isn't: " + failed);
        }
    }

    /** {@return the tests that failed, with their messages} The traces run only for a fault that they are to catch. */
    private static Map<String, String> runContract(Fault fault) {
        FaultyContract.examine(fault);
        PostDiscoveryFilter filter = test -> FilterResult.includedIf(!methodName(test).contains("TheTraceOf")
                || fault.tests().contains(methodName(test)));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(FaultyContract.class)).filters(filter).build();
        Map<String, String> failed = new ConcurrentHashMap<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().filter(e -> result.getStatus() == TestExecutionResult.Status.FAILED)
                        .ifPresent(e -> failed.put(methodName(test.getSource().orElse(null)), e.getMessage()));
            }
        });
        return failed;
    }

    private static String methodName(TestDescriptor test) {
        return methodName(test.getSource().orElse(null));
    }

    private static String methodName(TestSource source) {
        return source instanceof MethodSource method ? method.getMethodName() : "";
    }
}
