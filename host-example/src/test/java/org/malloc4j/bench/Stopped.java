package org.malloc4j.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private final List<ContenderId> allocators;
    private final Path logs;
    private final PrintStream out;

    /** @param allocators which are to be measured in shm */
    Stopped(List<ContenderId> allocators, Path logs, PrintStream out) {
        this.allocators = allocators;
        this.logs = logs;
        this.out = out;
    }

    /** {@return what went wrong, a sentence each} */
    List<String> run() {
        List<String> failures = new ArrayList<>();
        for (ContenderId id : allocators) {
            try {
                Company.perform("stopped", company -> measure(id, company)).forEach((state, all) -> say(id, state, all));
            } catch (IllegalStateException e) {
                failures.add("stopped " + id + ": " + e.getMessage());
            }
        }
        return failures;
    }

    private Map<String, List<Measurement>> measure(ContenderId id, Company company) {
        ChildProcess measured = child(company, id, 2 * ROUNDS, PACE.measuredMillis());
        measured.await();
        ChildProcess neighbour = child(company, id, 1, NEIGHBOUR_MILLIS);
        Map<String, List<Measurement>> all = measure(measured, neighbour);
        neighbour.abort();
        measured.proceed();
        return all;
    }

    private static Map<String, List<Measurement>> measure(ChildProcess measured, ChildProcess neighbour) {
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
        Map<String, List<Measurement>> all = new LinkedHashMap<>();
        all.put("at work", working);
        all.put("stopped", stopped);
        return all;
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

    private ChildProcess child(Company company, ContenderId id, int runs, long millis) {
        return company.start(new Order(id, new Slots(), Collections.nCopies(runs, 1), PACE.warmUpMillis(), millis, 0, 1,
                company.instance(), ""), List.of(), logs.resolve("stopped.log"));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a process is stopped", e);
        }
    }
}
