package org.malloc4j.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.malloc4j.spi.AllocatorProvider;

/** Measures how long {@code Memory.boot} takes in a fresh JVM, to format a pool and to join one that is full of blocks. */
final class Boots {
    private static final int ROUNDS = 7;
    private static final String ONLY = "only";

    private final Path logs;
    private final PrintStream out;

    Boots(Path logs, PrintStream out) {
        this.logs = logs;
        this.out = out;
    }

    void run() {
        for (AllocatorProvider provider : ServiceLoader.load(AllocatorProvider.class)) {
            List<Long> formatted = new ArrayList<>();
            List<Long> attached = new ArrayList<>();
            String instance = "boots-" + ProcessHandle.current().pid();
            for (int round = 0; round < ROUNDS; round++) {
                try (ChildProcess first = child(provider, instance, BootChild.FILL)) {
                    formatted.add(Long.parseLong(first.await()));
                    try (ChildProcess second = child(provider, instance, ONLY)) {
                        attached.add(Long.parseLong(second.await()));
                        second.proceed();
                    }
                    first.proceed();
                }
            }
            out.printf("boot: %s formats a pool of 1 GiB in %d ms, joins one with %,d blocks in %d ms (medians of %d JVMs)%n",
                    provider.name(), median(formatted), BootChild.LIVE_BLOCKS, median(attached), ROUNDS);
        }
    }

    private ChildProcess child(AllocatorProvider provider, String instance, String task) {
        return ChildProcess.start(BootChild.class, List.of(provider.name(), instance, task), List.of(),
                logs.resolve("boot.log"));
    }

    private static long median(List<Long> nanos) {
        Collections.sort(nanos);
        return TimeUnit.NANOSECONDS.toMillis(nanos.get(nanos.size() / 2));
    }
}
