package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.malloc4j.management.Dump;
import org.malloc4j.management.LeakWatch;

/**
 * Fails a test that closes a memory whose pools still hold something, and says what: by line of code with a {@code _DBG}
 * allocator, by size with others.
 *
 * <pre>{@code
 * @ExtendWith(LeakCheck.class)
 * class SessionsTest {
 *     @Test
 *     void shouldEndWithItsLastUser() {
 *         try (Memory memory = Memory.boot()) { ... }
 *     }
 * }
 * }</pre>
 *
 * <p>A memory is the test's that runs while it is closed, so tests that run at the same time in one JVM see one another's.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakCheck.class);

    /** Made by JUnit. */
    public LeakCheck() {
    }

    /** What was left, and the watch that saw it. */
    private record Seen(List<Dump> leaks, LeakWatch watch) {
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        List<Dump> leaks = Collections.synchronizedList(new ArrayList<>());
        context.getStore(NAMESPACE).put(Seen.class, new Seen(leaks, LeakWatch.begin(leaks::add)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Seen seen = context.getStore(NAMESPACE).remove(Seen.class, Seen.class);
        seen.watch().close();
        if (!seen.leaks().isEmpty()) {
            throw new AssertionError("memory was closed that still held blocks; free them first:\n"
                    + seen.leaks().stream().map(Dump::toText).collect(Collectors.joining("\n")));
        }
    }
}
