package org.malloc4j.example.switchboard.attendant;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;
import org.malloc4j.MallocException;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.example.switchboard.call.Counter;
import org.malloc4j.example.switchboard.call.Counters;
import org.malloc4j.example.switchboard.settings.Configurations;
import org.malloc4j.example.switchboard.settings.StartRefusedException;
import org.malloc4j.example.switchboard.settings.SwitchboardSettings;
import org.malloc4j.example.switchboard.table.CallTable;
import org.malloc4j.example.switchboard.table.Census;
import org.malloc4j.example.switchboard.worker.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the switch running: boots the shared pool, makes the call table, starts the workers, and starts one anew when it
 * dies. It serves no call itself.
 */
public final class Attendant implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Attendant.class);
    private static final long FIRST_BACK_OFF_MILLIS = 100;
    private static final long LONGEST_BACK_OFF_MILLIS = 5_000;
    private static final long STABLE_MILLIS = 2_000;
    private static final long END_MILLIS = 10_000;
    private static final long PORT_PATIENCE_NANOS = 2_000_000_000L;
    private static final long PORT_POLL_NANOS = 20_000_000L;

    /** A signal to a whole process group may reach a worker a moment before it reaches the attendant. */
    private static final long SIGNAL_MILLIS = 1_000;

    private final SwitchboardSettings settings;
    private final EndRequest end;
    private final Memory memory;
    private final CallTable table;
    private final Optional<Census> found;
    private final String configuration;
    private final WorkerProcess[] workers;
    private final long[] backOff;
    private final Findings findings = new Findings();
    private final ScheduledExecutorService restarts =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("restart").factory());
    private boolean ending;

    private Attendant(Config config, SwitchboardSettings settings, EndRequest end) {
        this.settings = settings;
        this.end = end;
        this.memory = Memory.boot(config);
        this.configuration = Configurations.render(config);
        this.workers = new WorkerProcess[settings.workers()];
        this.backOff = new long[settings.workers()];
        try {
            boolean foundTable = memory.shm().root() != Pool.NULL;
            this.table = CallTable.open(memory.shm(), settings.buckets(), settings.stripes());
            Census census = Census.of(table);
            this.found = foundTable || census.unowned() > 0 ? Optional.of(census) : Optional.empty();
        } catch (PoolExhaustedException e) {
            memory.close();
            throw new StartRefusedException("no room for the call table: " + e.getMessage()
                    + "; make the pool larger or switchboard.table.buckets smaller");
        } catch (IllegalStateException e) {
            memory.close();
            throw new StartRefusedException("what the shared pool holds can't be used: " + e.getMessage()
                    + "; an earlier run left it so, and no call of it was touched. Move the pool's file away");
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    /**
     * Starts the switch. It serves when this returns.
     *
     * @param config the whole configuration, with the name of the instance and the port to use
     * @param end    when this is requested, a worker that ends is expected to, and not started again
     * @return the running switch
     * @throws StartAbandonedException           if the end was requested before it served
     * @throws StartRefusedException             if the port can't be had or a worker doesn't start
     * @throws org.malloc4j.MemoryBootException if the memory can't be had
     */
    public static Attendant start(Config config, EndRequest end) {
        SwitchboardSettings settings = SwitchboardSettings.of(config);
        requireFree(settings.socket());
        Attendant attendant = new Attendant(config, settings, end);
        try {
            attendant.startWorkers();
            return attendant;
        } catch (RuntimeException e) {
            attendant.close();
            throw e;
        }
    }

    /**
     * A port that nobody uses just now.
     *
     * @param address of the interface
     * @return the port
     */
    public static int freePort(InetAddress address) {
        return bind(new InetSocketAddress(address, 0));
    }

    /**
     * Workers share the port with one another, so only the attendant can see whether a stranger has it. The
     * workers of an attendant that was killed just now have it a moment longer.
     */
    private static void requireFree(InetSocketAddress socket) {
        long end = System.nanoTime() + PORT_PATIENCE_NANOS;
        while (true) {
            try {
                bind(socket);
                return;
            } catch (StartRefusedException e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
                LockSupport.parkNanos(PORT_POLL_NANOS);
            }
        }
    }

    private static int bind(InetSocketAddress socket) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            channel.bind(socket);
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException | RuntimeException e) {
            throw new StartRefusedException("can't listen on udp:" + socket.getPort() + " of "
                    + socket.getAddress().getHostAddress() + ": " + e.getMessage()
                    + "; end the program that uses the port, or choose another with -p");
        }
    }

    private synchronized void startWorkers() {
        if (end.isRequested()) {
            throw new StartAbandonedException();
        }
        try {
            for (int i = 0; i < workers.length; i++) {
                launch(i);
            }
        } catch (UncheckedIOException e) {
            // A signal to all processes may hit the one that was about to become the worker.
            if (end.await(SIGNAL_MILLIS)) {
                throw new StartAbandonedException();
            }
            throw new StartRefusedException("a worker can't be started: " + e.getCause().getMessage());
        }
        for (WorkerProcess worker : workers) {
            if (!worker.awaitReady()) {
                if (end.isRequested() || worker.endedBySignal() && end.await(SIGNAL_MILLIS)) {
                    throw new StartAbandonedException();
                }
                throw new StartRefusedException("a worker did not start; what it says stands above");
            }
        }
        for (int i = 0; i < workers.length; i++) {
            watch(i, workers[i]);
        }
    }

    private void launch(int index) {
        workers[index] = WorkerProcess.start(index, configuration, settings.javaOptions());
    }

    private void watch(int index, WorkerProcess worker) {
        worker.listen(findings::add);
        worker.process().onExit().thenAccept(process -> died(index, worker, process.exitValue()));
    }

    private synchronized void died(int index, WorkerProcess worker, int status) {
        if (ending || end.isRequested()) {
            return;
        }
        findings.addDeath();
        boolean stable = worker.livedMillis() >= STABLE_MILLIS;
        long wait = stable || backOff[index] == 0 ? FIRST_BACK_OFF_MILLIS
                : Math.min(2 * backOff[index], LONGEST_BACK_OFF_MILLIS);
        backOff[index] = wait;
        LOG.warn("worker {} (pid {}) died with status {} after {} ms; it is started again in {} ms", index,
                worker.process().pid(), status, worker.livedMillis(), wait);
        restarts.schedule(() -> restart(index), wait, TimeUnit.MILLISECONDS);
    }

    private synchronized void restart(int index) {
        if (!ending && !end.isRequested()) {
            try {
                launch(index);
                watch(index, workers[index]);
            } catch (RuntimeException e) {
                LOG.error("worker {} can't be started; it is tried again in {} ms", index, LONGEST_BACK_OFF_MILLIS, e);
                restarts.schedule(() -> restart(index), LONGEST_BACK_OFF_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** {@return the memory; its shared pool is the workers'} */
    public Memory memory() {
        return memory;
    }

    /** {@return what an earlier run left in the shared pool; nothing if the pool is new} */
    public Optional<Census> found() {
        return found;
    }

    /** {@return what went wrong so far} */
    public Findings findings() {
        return findings;
    }

    /** {@return the settings the switch runs with} */
    public SwitchboardSettings settings() {
        return settings;
    }

    /** {@return what all workers counted} */
    public Map<Counter, Long> counters() {
        return Counters.sum(table, settings.workers());
    }

    /** {@return what the pools hold, as last published by the workers} */
    public MemoryReport report() {
        return MemoryReport.of(memory, table, settings.workers());
    }

    /**
     * Ends the workers and says what is left. What the allocator put aside is merged before, so that the report shows what
     * is free in one piece.
     *
     * @return what the pools hold
     */
    public MemoryReport endWorkersAndReport() {
        endWorkers();
        try {
            memory.shm().trim();
        } catch (MallocException e) {
            findings.add(Finding.of(e));
            LOG.warn("the shared pool can't be trimmed; the report shows it as it is", e);
        }
        return report();
    }

    /** Looks for damage in the whole shared pool, which nobody may be using; what there is is among the findings. */
    public void verify() {
        try {
            memory.shm().verify();
        } catch (MallocException e) {
            findings.add(Finding.of(e));
        }
    }

    /** {@return how many damaged blocks the shared pool took out of use, as its MXBean says} */
    public long retired() {
        try {
            return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(
                    new ObjectName("org.malloc4j:type=Memory,instance=" + memory.instance()), "ShmRetired");
        } catch (JMException e) {
            LOG.debug("the memory isn't shown in JMX: instance={}", memory.instance(), e);
            return 0;
        }
    }

    /** {@return the process ids of the workers} */
    public synchronized long[] workerPids() {
        long[] pids = new long[workers.length];
        for (int i = 0; i < pids.length; i++) {
            pids[i] = workers[i].process().pid();
        }
        return pids;
    }

    /** Ends the workers and waits for them. The memory is still there afterwards. Doing it again does nothing. */
    public void endWorkers() {
        WorkerProcess[] last;
        synchronized (this) {
            ending = true;
            last = workers.clone();
        }
        restarts.shutdown();
        for (WorkerProcess worker : last) {
            if (worker != null) {
                worker.end();
            }
        }
        for (WorkerProcess worker : last) {
            await(worker);
        }
    }

    private static void await(WorkerProcess worker) {
        try {
            if (worker != null && !worker.awaitEnd(END_MILLIS)) {
                LOG.warn("worker (pid {}) did not end within {} ms and was killed", worker.process().pid(), END_MILLIS);
            }
        } catch (InterruptedException e) {
            worker.process().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the workers and leaves the shared pool. */
    @Override
    public void close() {
        endWorkers();
        memory.close();
    }
}
