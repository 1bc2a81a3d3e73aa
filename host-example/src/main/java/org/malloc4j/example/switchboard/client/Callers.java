package org.malloc4j.example.switchboard.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Callers on several ports, all driven by one thread. Several ports, because the kernel spreads callers over the workers
 * by address and port: one socket would reach one worker.
 */
public final class Callers {
    private static final long POLL_MILLIS = 20;
    private static final long REPEAT_CHECK_NANOS = 50_000_000L;

    private final CallerStatistics statistics = new CallerStatistics();
    private final InetSocketAddress remote;
    private final int sockets;
    private final int sideBySide;

    /**
     * @param remote     the switch
     * @param sockets    how many ports to call from
     * @param sideBySide how many calls each of them makes at a time
     */
    public Callers(InetSocketAddress remote, int sockets, int sideBySide) {
        this.remote = remote;
        this.sockets = sockets;
        this.sideBySide = sideBySide;
    }

    /** {@return what was counted so far} */
    public CallerStatistics statistics() {
        return statistics;
    }

    /**
     * Makes calls as long as new ones may start, and then ends those that stand.
     *
     * @param mayStart asked before each call
     */
    public void run(BooleanSupplier mayStart) {
        List<Caller> callers = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < sockets; i++) {
                callers.add(new Caller(remote, sideBySide, selector, statistics, mayStart));
            }
            drive(callers, selector);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            callers.forEach(Callers::close);
        }
    }

    private static void drive(List<Caller> callers, Selector selector) throws IOException {
        for (Caller caller : callers) {
            caller.start(System.nanoTime());
        }
        long checkAt = System.nanoTime();
        while (callers.stream().anyMatch(Caller::isBusy)) {
            selector.select(key -> receive((Caller) key.attachment()), POLL_MILLIS);
            long now = System.nanoTime();
            if (now - checkAt >= 0) {
                checkAt = now + REPEAT_CHECK_NANOS;
                for (Caller caller : callers) {
                    caller.repeat(now);
                }
            }
        }
    }

    private static void receive(Caller caller) {
        try {
            caller.receive(System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Caller caller) {
        try {
            caller.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
