package org.malloc4j.example.switchboard.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.call.CallSwitch;
import org.malloc4j.example.switchboard.call.Counter;
import org.malloc4j.example.switchboard.call.Counters;
import org.malloc4j.example.switchboard.call.Outbox;
import org.malloc4j.example.switchboard.call.Sweeper;
import org.malloc4j.example.switchboard.call.Transport;
import org.malloc4j.example.switchboard.inject.Mistakes;
import org.malloc4j.example.switchboard.settings.StartRefusedException;
import org.malloc4j.example.switchboard.settings.SwitchboardSettings;
import org.malloc4j.example.switchboard.table.CallTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's loop: receive a datagram, serve it, send the answers, and now and then sweep a few stripes of the table.
 * One thread does it all, so that nothing waits for anything but the network and the locks in shared memory.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int MAX_DATAGRAM = 65_536;
    private static final int BATCH = 64;
    private static final int BUFFERS = 3;
    private static final long ROUND_MILLIS = 100;
    private static final long PUBLISH_MILLIS = 1_000;
    private static final int FAILURES_IN_FULL = 3;

    private final LongSupplier clock;
    private final Consumer<Finding> findings;
    private final Pool pkg;
    private final long[] blocks = new long[BUFFERS];
    private final MemorySegment in;
    private final ByteBuffer inBuffer;
    private final ByteBuffer outBuffer;
    private final Outbox outbox;
    private final AllocatorWaits waits = new AllocatorWaits();
    private final Counters counters;
    private final CallSwitch calls;
    private final Sweeper sweeper;
    private final Transport transport = this::send;
    private final DatagramChannel channel;
    private final Selector selector;
    private final long stepMillis;
    private volatile boolean stopped;
    private long nextStep;
    private long nextPublication;
    private long failures;

    /**
     * Binds a worker to the shared port.
     *
     * @param memory   the memory of this process
     * @param settings the switch's settings
     * @param index    which worker this is, from 0
     * @param clock    milliseconds, the same in all processes
     * @param findings told of what goes wrong
     * @throws StartRefusedException if the port can't be had
     */
    public Worker(Memory memory, SwitchboardSettings settings, int index, LongSupplier clock,
                  Consumer<Finding> findings) {
        this.findings = findings;
        this.clock = clock;
        this.pkg = memory.pkg();
        CallTable table = CallTable.open(memory.shm(), settings.buckets(), settings.stripes());
        in = buffer(0, MAX_DATAGRAM);
        inBuffer = in.asByteBuffer();
        MemorySegment out = buffer(1, Outbox.BYTE_SIZE);
        outBuffer = out.asByteBuffer();
        outbox = new Outbox(out);
        MemorySegment scratch = buffer(2, MAX_DATAGRAM);
        WarmUp.run(pkg, in, outbox, scratch);
        counters = new Counters(table, index);
        try {
            channel = DatagramChannel.open();
            selector = Selector.open();
            bind(settings);
            calls = new CallSwitch(table, settings.timers(), counters, outbox,
                    (InetSocketAddress) channel.getLocalAddress(), scratch,
                    Mistakes.of(settings.injection(), memory, () -> counters.add(Counter.BUGS_PLANTED)));
        } catch (IOException e) {
            throw new StartRefusedException("port in use or not to be had: " + settings.socket() + ": " + e.getMessage());
        }
        sweeper = new Sweeper(table, settings.timers(), counters, outbox,
                index * table.stripeCount() / settings.workers());
        stepMillis = Math.max(1, ROUND_MILLIS / sweeper.stepsPerRound());
    }

    private MemorySegment buffer(int index, long byteSize) {
        blocks[index] = pkg.allocate(byteSize);
        return pkg.segmentOf(blocks[index]).asSlice(0, byteSize);
    }

    private void bind(SwitchboardSettings settings) throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
        channel.configureBlocking(false);
        channel.bind(settings.socket());
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Serves until {@link #stop()} is called. */
    public void run() {
        try {
            while (!stopped) {
                long now = clock.getAsLong();
                boolean busy = receive(now);
                sweep(now);
                if (!busy && !stopped) {
                    selector.select(key -> { }, stepMillis);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes {@link #run()} return soon. Any thread may call this. */
    public void stop() {
        stopped = true;
        selector.wakeup();
    }

    /** Serves what is there, up to a batch; whether there may be more. */
    private boolean receive(long now) throws IOException {
        for (int i = 0; i < BATCH; i++) {
            inBuffer.clear();
            SocketAddress sender = receiveOne();
            if (sender == null) {
                return false;
            }
            serve(inBuffer.position(), (InetSocketAddress) sender, now);
        }
        return true;
    }

    /** An ICMP message about an earlier answer may end a call: it says nothing about the datagram to come. */
    private SocketAddress receiveOne() throws IOException {
        try {
            return channel.receive(inBuffer);
        } catch (PortUnreachableException e) {
            return null;
        }
    }

    private void serve(int byteLength, InetSocketAddress sender, long now) {
        try {
            calls.receive(in, byteLength, sender, now);
            flush();
        } catch (RuntimeException e) {
            counters.add(Counter.DROPPED);
            failed("datagram dropped: bytes=" + byteLength + " from=" + sender, e);
        }
    }

    private void sweep(long now) {
        if (now >= nextStep || nextStep - now > ROUND_MILLIS) {
            nextStep = now + stepMillis;
            sweepStep(now);
        }
        if (now >= nextPublication || nextPublication - now > PUBLISH_MILLIS) {
            nextPublication = now + PUBLISH_MILLIS;
            counters.publish(pkg.statistics(), BUFFERS);
            waits.count(counters);
        }
    }

    /** What can't be swept now is tried again in the next round. */
    private void sweepStep(long now) {
        try {
            sweeper.step(now);
            flush();
        } catch (RuntimeException e) {
            failed("stripe not swept", e);
        }
    }

    /** One mistake may fail every call from here on: the first failures are told in full. */
    private void failed(String consequence, RuntimeException failure) {
        outbox.clear();
        findings.accept(Finding.of(failure));
        if (++failures <= FAILURES_IN_FULL) {
            LOG.error("the switch failed, {}", consequence, failure);
        } else {
            LOG.debug("the switch failed, {}", consequence, failure);
        }
    }

    private void flush() {
        int sent = outbox.flush(transport);
        if (sent > 0) {
            counters.add(Counter.SENT, sent);
        }
    }

    private void send(int offset, int byteLength, SocketAddress target) {
        outBuffer.limit(offset + byteLength).position(offset);
        try {
            channel.send(outBuffer, target);
        } catch (IOException | RuntimeException e) {
            LOG.debug("answer lost: to={}", target, e);
        }
    }

    /** Gives back the port and the buffers. */
    @Override
    public void close() {
        try (selector; channel) {
            counters.publish(pkg.statistics(), BUFFERS);
        } catch (IOException e) {
            LOG.warn("can't close the port", e);
        }
        for (long block : blocks) {
            pkg.free(block);
        }
    }
}
