package org.malloc4j.hpmalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two real processes on one heap, of which one is stopped by a signal after each of its stores in turn. The other goes on. */
@Timeout(180)
class StoppedProcessTest {
    private static final Logger LOG = LoggerFactory.getLogger(StoppedProcessTest.class);
    private static final long POOL_BYTE_SIZE = 4 << 20;
    private static final String[] OPERATIONS = {"pair", "large", "span", "foreign", "link", "unlink", "trim", "all"};
    private static final Set<String> TAKES_A_BLOCK = Set.of("foreign", "link", "unlink");
    private static final int MOST_STORES = 60;
    private static final int SLOTS = 200;
    private static final int PAIRS = 4_000;
    /** So many to warm up, and as many to compare with. */
    private static final int ROUNDS_BEFORE = 20;
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    Path directory;

    private final long[] slots = new long[SLOTS];
    private final List<Long> neighbours = new ArrayList<>();
    private MemorySegment memory;
    private HpMallocAllocator allocator;
    private Process neighbour;
    private BufferedReader said;
    private int stops;

    @Test
    void shouldGoOnWhileAnotherProcessIsStoppedAfterAnyStore() throws Exception {
        Path file = directory.resolve("pool");
        try (RandomAccessFile pool = new RandomAccessFile(file.toFile(), "rw")) {
            pool.setLength(POOL_BYTE_SIZE);
        }
        memory = StoppedNeighbour.map(file);
        allocator = (HpMallocAllocator) new HpMallocProvider().format(Region.of("shm", memory, Sharing.SHARED,
                StoppedNeighbour.processes(0), (offset, size) -> true), 0,
                ConfigFactory.load().getConfig("malloc4j.hp-malloc"));
        try (ExecutorService worker = Executors.newSingleThreadExecutor()) {
            start(file);
            worker.submit(() -> Arrays.setAll(slots, i -> allocator.allocate(i % 100, 16))).get();
            long[] undisturbed = new long[0];
            for (int i = 0; i < 2 * ROUNDS_BEFORE; i++) {
                long[] times = worker.submit(this::pairs).get();
                undisturbed = i < ROUNDS_BEFORE ? undisturbed : concatenated(undisturbed, times);
            }
            long[] all = new long[0];
            for (String operation : OPERATIONS) {
                for (int store = 0; store < MOST_STORES; store++) {
                    long[] times = stopAt(store, operation, worker);
                    if (times == null) {
                        break;
                    }
                    all = concatenated(all, times);
                }
            }
            LOG.info("stopped {} times: p99.9 of an allocation and a free {} ns while stopped, {} ns before", stops, p999(all),
                    p999(undisturbed));
            assertTrue(stops > 30, "stops: " + stops);
            worker.submit(() -> Arrays.stream(slots).forEach(allocator::free)).get();
            allocator.verify();
        } finally {
            neighbour.destroyForcibly();
        }
    }

    /** {@return how long pairs took meanwhile, or null if the operation has fewer stores} */
    private long[] stopAt(int store, String operation, ExecutorService worker) throws Exception {
        long foreign = worker.submit(() -> foreignBlock(operation)).get();
        tell(store + " " + operation + " " + foreign);
        long[] times = null;
        if (said.readLine().equals(StoppedNeighbour.HALTED)) {
            signal("STOP");
            stops++;
            try {
                worker.submit(() -> allocator.free(neighbours.removeLast())).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                times = worker.submit(this::pairs).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("waits for a process that is stopped: " + operation + " store=" + store, e);
            } finally {
                signal("CONT");
                tell("");
            }
            assertEquals(StoppedNeighbour.DONE, said.readLine(), operation + " store=" + store);
            allocator.verify();
        }
        if (foreign != 0 && !operation.equals("foreign")) {
            worker.submit(() -> allocator.free(foreign)).get();
        }
        return times;
    }

    /** {@return a block for the neighbour to free, or one with a word in it for a block; 0 if the operation needs none} */
    private long foreignBlock(String operation) {
        if (!TAKES_A_BLOCK.contains(operation)) {
            return 0;
        }
        long block = allocator.allocate(100, 16);
        memory.set(ValueLayout.JAVA_LONG, block, 0);
        if (operation.equals("unlink")) {
            allocator.allocateInto(block, 100, 16);
        }
        return block;
    }

    private long[] pairs() {
        long[] times = new long[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            int slot = i * 7 % SLOTS;
            long start = System.nanoTime();
            allocator.free(slots[slot]);
            slots[slot] = allocator.allocate(i % 100, 16);
            times[i] = System.nanoTime() - start;
        }
        return times;
    }

    private static long p999(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * 0.999)];
    }

    private static long[] concatenated(long[] first, long[] second) {
        long[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void start(Path file) throws IOException {
        neighbour = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StoppedNeighbour.class.getName(), file.toString())
                .redirectError(directory.resolve("neighbour.log").toFile()).start();
        said = neighbour.inputReader(StandardCharsets.US_ASCII);
        String blocks = said.readLine();
        assertNotNull(blocks, () -> "the neighbour died: " + log());
        Arrays.stream(blocks.split(" ")).map(Long::valueOf).forEach(neighbours::add);
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("neighbour.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void tell(String line) throws IOException {
        neighbour.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        neighbour.getOutputStream().flush();
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(neighbour.pid())).start().waitFor();
    }
}
