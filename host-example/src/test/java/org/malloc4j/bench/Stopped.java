package org.malloc4j.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.malloc4j.spi.AllocatorProvider;

/**
 * Measures the tail of one process while another of the same pool is stopped wherever it just was, beside the tail while that
 * is at work. Both perform {@link Slots} with one thread.
 *
 * <p>The other goes on once the measured time is over. So whoever waits for it does end, with a longest operation that tells.
 */
final class Stopped {
    private static final int ROUNDS = 9;
    private static final Job.Pace PACE = new Job.Pace(1_500, 300);
    /** What a run takes until it times operations: a wait before that would not be seen. */
    private static final long LEAD_MILLIS = 30;
    /** The other outlasts all rounds, however slow the machine. */
    private static final long NEIGHBOUR_MILLIS = 600_000;

    private final Path logs;
    private final PrintStream out;

    Stopped(Path logs, PrintStream out) {
        this.logs = logs;
        this.out = out;
    }

    void run() {
        for (AllocatorProvider provider : ServiceLoader.load(AllocatorProvider.class)) {
            ContenderId id = new ContenderId(provider.name(), ContenderId.SHM);
            String instance = "stopped-" + ProcessHandle.current().pid();
            try (ChildProcess measured = child(id, instance, 2 * ROUNDS, PACE.measuredMillis())) {
                measured.await();
                ChildProcess neighbour = child(id, instance, 1, NEIGHBOUR_MILLIS);
                try {
                    measure(id, measured, neighbour);
                } finally {
                    neighbour.abort();
                    neighbour.close();
                }
                // Last, because whoever leaves last takes the pool away.
                measured.proceed();
            }
        }
    }

    private void measure(ContenderId id, ChildProcess measured, ChildProcess neighbour) {
        neighbour.await();
        neighbour.proceed();
        neighbour.await();
        neighbour.proceed();
        List<Measurement> working = new ArrayList<>();
        List<Measurement> stopped = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            working.add(measure(measured, neighbour, false));
            stopped.add(measure(measured, neighbour, true));
        }
        say(id, "at work", working);
        say(id, "stopped", stopped);
    }

    private static Measurement measure(ChildProcess measured, ChildProcess neighbour, boolean stops) {
        measured.proceed();
        measured.await();
        measured.proceed();
        pause(LEAD_MILLIS);
        if (stops) {
            neighbour.signal("STOP");
        }
        pause(PACE.measuredMillis());
        neighbour.signal("CONT");
        measured.await();
        measured.proceed();
        measured.await();
        measured.proceed();
        return Measurement.parse(measured.await());
    }

    private void say(ContenderId id, String state, List<Measurement> all) {
        out.printf("stopped: %s beside a process that is %s: %.1f ns a pair, p99.9 %.0f ns (medians of %d runs),"
                        + " the longest of all %,d ns%n", id, state, Medians.of(all, one -> one.nanosPerOperation(false)),
                Medians.of(all, Measurement::p999Nanos), ROUNDS,
                all.stream().mapToLong(one -> one.histogram().getMaxValue()).max().orElseThrow());
    }

    private ChildProcess child(ContenderId id, String instance, int runs, long millis) {
        return ChildProcess.start(new Order(id, new Slots(), Collections.nCopies(runs, 1), PACE.warmUpMillis(), millis, 0, 1,
                instance, ""), List.of(), logs.resolve("stopped.log"));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a process is stopped", e);
        }
    }
}
