package org.malloc4j.management;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells whoever wants to know what pools still hold when their memory is closed. For tests: a JUnit extension that fails
 * the test that leaked is in the contract kit, {@code org.malloc4j.tck.LeakCheck}.
 *
 * <p>Only what nobody else can need any more is a leak: a private pool's blocks, and those of a shared pool that isn't
 * persistent and that no other process uses.
 */
public final class LeakWatch implements AutoCloseable {
    private static final List<LeakWatch> WATCHES = new CopyOnWriteArrayList<>();

    private final Consumer<Dump> listener;

    private LeakWatch(Consumer<Dump> listener) {
        this.listener = listener;
    }

    /**
     * Begins to watch.
     *
     * @param listener is told of each pool that holds something, on the thread that closes it
     * @return what ends it
     */
    public static LeakWatch begin(Consumer<Dump> listener) {
        LeakWatch watch = new LeakWatch(listener);
        WATCHES.add(watch);
        return watch;
    }

    /** {@return whether anybody watches} */
    public static boolean isWatched() {
        return !WATCHES.isEmpty();
    }

    /** Tells everybody who watches. @param leak what a pool still holds */
    public static void tell(Dump leak) {
        WATCHES.forEach(watch -> watch.listener.accept(leak));
    }

    /** Ends the watch. */
    @Override
    public void close() {
        WATCHES.remove(this);
    }
}
