package org.malloc4j.tck;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a contract inside a test that expects it to fail: so authors can keep faulty allocators that show what the contract
 * catches. It needs {@code org.junit.platform:junit-platform-launcher}.
 */
public final class ContractRun {

    private ContractRun() {
    }

    /**
     * {@return the tests that failed, by name, with their messages}
     *
     * @param contract a class with the tests and the allocator to run them on; its name shouldn't look like a test's
     * @param included says by a test's name whether to run it
     */
    public static Map<String, String> failures(Class<?> contract, Predicate<String> included) {
        PostDiscoveryFilter filter = test -> FilterResult.includedIf(!test.isTest() || included.test(name(test)));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(contract)).filters(filter).build();
        Map<String, String> failed = Collections.synchronizedMap(new TreeMap<>());
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().filter(e -> result.getStatus() == TestExecutionResult.Status.FAILED)
                        .ifPresent(e -> failed.put(name(test.getSource().orElse(null)), e.getMessage()));
            }
        });
        return failed;
    }

    private static String name(TestDescriptor test) {
        return name(test.getSource().orElse(null));
    }

    private static String name(TestSource source) {
        return source instanceof MethodSource method ? method.getMethodName() : "";
    }
}
