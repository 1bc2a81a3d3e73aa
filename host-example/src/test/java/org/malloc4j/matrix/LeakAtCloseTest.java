package org.malloc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.malloc4j.Memory;
import org.malloc4j.management.Dump;
import org.malloc4j.management.LeakWatch;
import org.malloc4j.tck.LeakCheck;

/** What pools still hold when their memory is closed. */
class LeakAtCloseTest {

    @Test
    void shouldTellByOriginWhatEachPoolStillHolds() {
        List<Dump> leaks = leaksOf(config("F_MALLOC_DBG", ""), memory -> {
            memory.pkg().free(memory.pkg().allocate(50));
            memory.shm().allocate(70);
            memory.shm().allocate(30);
        });
        assertEquals(1, leaks.size(), leaks::toString);
        assertEquals("shm", leaks.getFirst().subject().role());
        assertEquals(List.of("line 32] 70.0", "line 33] 30.0"), leaks.getFirst().lines().stream()
                .map(line -> line.origin().replaceFirst(".*, line", "line") + " " + line.byteSize()).toList());
    }

    @Test
    void shouldTellBySizeWhereOriginsArentKnown() {
        List<Dump> leaks = leaksOf(config("F_MALLOC", ""), memory -> memory.pkg().allocate(40));
        assertEquals(1, leaks.size(), leaks::toString);
        assertEquals(List.of("live"), leaks.getFirst().lines().stream().map(line -> line.group()).toList(),
                "what is free was not leaked");
        assertTrue(leaks.getFirst().toText().contains("F_MALLOC_DBG would name the line of code"), leaks.getFirst()::toText);
    }

    @Test
    void shouldCallNothingALeakThatTheNextStartWillFind() {
        Config persistent = config("F_MALLOC", "malloc4j.shm.persistent = true");
        assertEquals(List.of(), leaksOf(persistent, memory -> memory.shm().allocate(40)));
        assertEquals(List.of(), leaksOf(persistent, memory -> assertEquals(1, memory.shm().statistics().fragments())));
    }

    private static List<Dump> leaksOf(Config config, Consumer<Memory> use) {
        List<Dump> leaks = new ArrayList<>();
        LeakWatch watch = LeakWatch.begin(leaks::add);
        try {
            Memory memory = Memory.boot(config);
            use.accept(memory);
            memory.close();
            return leaks;
        } finally {
            watch.close();
        }
    }

    @Test
    void shouldFailTheTestThatLeaked() {
        TestExecutionSummary summary = run("leaks");
        assertEquals(1, summary.getTestsFailedCount());
        String message = summary.getFailures().getFirst().getException().getMessage();
        assertTrue(message.startsWith("memory was closed that still held blocks; free them first:\npkg of instance "), message);
        assertTrue(message.contains("40 : 1 x [LeakAtCloseTest.java: LeakAtCloseTest$Leaky.leaks"), message);
        assertEquals(1, run("frees").getTestsSucceededCount());
    }

    private static TestExecutionSummary run(String method) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Leaky.wanted = true;
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Leaky.class, method)).build(), listener);
        Leaky.wanted = false;
        return listener.getSummary();
    }

    private static Memory boot(String allocator, String more) {
        return Memory.boot(config(allocator, more));
    }

    private static Config config(String allocator, String more) {
        return ConfigFactory.parseString("malloc4j { allocator = " + allocator + ", instance = leak-" + UUID.randomUUID()
                + ", shm.size = 1 MiB, pkg.size = 1 MiB, shm.directory = \"" + System.getProperty("java.io.tmpdir") + "\" }\n"
                + more).withFallback(ConfigFactory.load());
    }

    /** Tests that leak or don't, for another test to run. */
    @ExtendWith(LeakCheck.class)
    static class Leaky {
        private static boolean wanted;

        @Test
        void leaks() {
            Assumptions.assumeTrue(wanted, "run by LeakAtCloseTest only");
            try (Memory memory = boot("F_MALLOC_DBG", "")) {
                memory.pkg().allocate(40);
            }
        }

        @Test
        void frees() {
            Assumptions.assumeTrue(wanted, "run by LeakAtCloseTest only");
            try (Memory memory = boot("F_MALLOC_DBG", "")) {
                memory.pkg().free(memory.pkg().allocate(40));
            }
        }
    }
}
