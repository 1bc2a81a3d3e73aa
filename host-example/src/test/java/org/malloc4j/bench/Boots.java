package org.malloc4j.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures how long {@code Memory.boot} takes in a fresh JVM, to format a pool and to join one that is full of blocks. */
final class Boots {
    private static final int ROUNDS = 7;
    private static final String ONLY = "only";

    private final List<ContenderId> allocators;
    private final Path logs;
    private final PrintStream out;

    /** @param allocators which are to be booted for shm */
    Boots(List<ContenderId> allocators, Path logs, PrintStream out) {
        this.allocators = allocators;
        this.logs = logs;
        this.out = out;
    }

    /** {@return what went wrong, a sentence each} */
    List<String> run() {
        List<String> failures = new ArrayList<>();
        for (ContenderId id : allocators) {
            try {
                measure(id.name());
            } catch (IllegalStateException e) {
                failures.add("boot " + id + ": " + e.getMessage());
            }
        }
        return failures;
    }

    private void measure(String name) {
        List<Long> formatted = new ArrayList<>();
        List<Long> attached = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Round measured = Company.perform("boots", company -> round(company, name));
            formatted.add(measured.formatNanos());
            attached.add(measured.attachNanos());
        }
        out.printf("boot: %s formats a pool of 1 GiB in %d ms, joins one with %,d blocks in %d ms (medians of %d JVMs)%n",
                name, median(formatted), BootChild.LIVE_BLOCKS, median(attached), ROUNDS);
    }

    private Round round(Company company, String name) {
        ChildProcess first = child(company, name, BootChild.FILL);
        long formatNanos = Long.parseLong(first.await());
        ChildProcess second = child(company, name, ONLY);
        long attachNanos = Long.parseLong(second.await());
        second.proceed();
        second.end(ChildProcess.PATIENCE);
        first.proceed();
        return new Round(formatNanos, attachNanos);
    }

    /** How long the first process took to format its pool, and the second one to join it. */
    private record Round(long formatNanos, long attachNanos) {
    }

    private ChildProcess child(Company company, String name, String task) {
        return company.start(BootChild.class, List.of(name, company.instance(), task), List.of(), logs.resolve("boot.log"));
    }

    private static long median(List<Long> nanos) {
        Collections.sort(nanos);
        return TimeUnit.NANOSECONDS.toMillis(nanos.get(nanos.size() / 2));
    }
}
