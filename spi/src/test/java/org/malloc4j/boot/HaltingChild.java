package org.malloc4j.boot;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/**
 * Another process, which halts after a certain store to the shared heap, counted from its boot: it says that it is ready,
 * and waits for a line before it goes on. If it does nothing but boot, what it stores there is its recovery of others.
 */
final class HaltingChild {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int PAUSE_NODES = 4_000_000;

    private HaltingChild() {
    }

    /** A singly linked list keeps a collector busy for long. @param next the next one */
    private record Node(Node next) {
    }

    /** An allocator that the others take for theirs. */
    private record Halting(AllocatorProvider inner, String how, int store) implements AllocatorProvider {
        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public int spiVersion() {
            return inner.spiVersion();
        }

        @Override
        public int layoutVersion() {
            return inner.layoutVersion();
        }

        @Override
        public long minimumByteSize(long tagByteSize) {
            return inner.minimumByteSize(tagByteSize);
        }

        @Override
        public Allocator format(Region region, long tagByteSize, Config config) {
            return inner.format(region, tagByteSize, config);
        }

        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            return inner.attach(new HaltingRegion(region, this::stored), tagByteSize, config);
        }

        @Override
        public boolean growsInSteps() {
            return true;
        }

        private void stored(int count) {
            if (count == store) {
                if (how.equals("collect")) {
                    collect();
                } else {
                    System.out.println("ready");
                    awaitLine();
                }
            }
        }
    }

    private static void awaitLine() {
        try {
            while (System.in.read() != '\n') {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the collector stop everybody, for two seconds in all. */
    private static void collect() {
        Node list = null;
        for (int i = 0; i < PAUSE_NODES; i++) {
            list = new Node(list);
        }
        System.out.println("ready");
        for (long start = System.nanoTime(); System.nanoTime() - start < PAUSE_NANOS && list.next() != null;) {
            System.gc();
        }
    }

    /** @param args directory; {@code halt}, {@code collect} or {@code inherit}; the store after which it happens */
    public static void main(String[] args) {
        // Else another thread would load JMX's classes while those that a takeover loads are counted.
        ManagementFactory.getPlatformMBeanServer();
        Setup setup = Setup.in(Path.of(args[0]));
        Memory memory = setup.provider(new Halting(new SingleLockProvider(), args[1], Integer.parseInt(args[2]))).boot();
        Pool pool = memory.shm();
        if (args[1].equals("inherit")) {
            classes();
            System.out.println("ready");
            awaitLine();
            int before = classes();
            boolean ownerDied = pool.lock(pool.root());
            System.out.println(ownerDied + " " + (classes() - before));
        } else {
            pool.allocate(100);
        }
        System.out.println("ready");
        awaitLine();
        memory.close();
    }

    private static int classes() {
        return (int) ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    }
}
