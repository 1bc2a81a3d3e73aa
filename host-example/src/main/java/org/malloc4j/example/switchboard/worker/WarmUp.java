package org.malloc4j.example.switchboard.worker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.malloc4j.Pool;
import org.malloc4j.PoolExhaustedException;
import org.malloc4j.example.switchboard.call.CallSwitch;
import org.malloc4j.example.switchboard.call.Counters;
import org.malloc4j.example.switchboard.call.Outbox;
import org.malloc4j.example.switchboard.call.Sweeper;
import org.malloc4j.example.switchboard.call.Timers;
import org.malloc4j.example.switchboard.client.CallMessages;
import org.malloc4j.example.switchboard.inject.Bug;
import org.malloc4j.example.switchboard.table.CallTable;

/**
 * Makes a worker fast before it takes its first call: it serves some calls to itself, in a table that is in its
 * private pool and gone afterwards. A worker that is slow for its first second loses what the kernel can't hold for it.
 */
final class WarmUp {
    /** So many that the first compiler has seen all that matters: more make a worker late, and take time of the others. */
    private static final int CALLS = 1_500;
    /** On a busy machine a late worker is worse than a cold one. */
    private static final long LONGEST_NANOS = 1_000_000_000L;
    private static final int BUCKETS = 64;
    private static final int STRIPES = 8;
    private static final int CALLS_PER_SWEEP = 100;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 5060);
    private static final InetSocketAddress CALLER = new InetSocketAddress("127.0.0.1", 5061);
    private static final String TAG = "tag=";
    private static final Timers TIMERS = new Timers(500, 4_000, 32_000, 1_000, 1_000, 0, HOUR_MILLIS);

    private final CallMessages messages = new CallMessages(CALLER, HERE);
    private final MemorySegment in;
    private final Outbox outbox;
    private final CallSwitch calls;
    private final Sweeper sweeper;
    private String tag = "";
    private long now = HOUR_MILLIS;

    private WarmUp(CallTable table, MemorySegment in, Outbox outbox, MemorySegment scratch) {
        Counters counters = new Counters(table, 0);
        this.in = in;
        this.outbox = outbox;
        this.calls = new CallSwitch(table, TIMERS, counters, outbox, HERE, scratch, Bug.NONE);
        this.sweeper = new Sweeper(table, TIMERS, counters, outbox, 0);
    }

    /** Warms up with the buffers of a worker that serves nobody yet. A pool too small for it is left alone. */
    static void run(Pool pkg, MemorySegment in, Outbox outbox, MemorySegment scratch) {
        CallTable table;
        try {
            table = CallTable.open(pkg, BUCKETS, STRIPES);
        } catch (PoolExhaustedException e) {
            CallTable.drop(pkg);
            return;
        }
        new WarmUp(table, in, outbox, scratch).serve();
        CallTable.drop(pkg);
    }

    private void serve() {
        long start = System.nanoTime();
        for (int i = 1; i <= CALLS && System.nanoTime() - start < LONGEST_NANOS; i++) {
            String callId = "warm-up-" + i;
            receive(messages.invite(callId, i));
            receive(messages.acknowledge(callId, i, tag));
            receive(messages.bye(callId, i, tag));
            if (i % CALLS_PER_SWEEP == 0) {
                sweep();
            }
        }
        now += 2 * HOUR_MILLIS;
        sweep();
        sweep();
    }

    private void sweep() {
        now += 2L * TIMERS.linger();
        for (int i = 0; i < sweeper.stepsPerRound(); i++) {
            sweeper.step(now);
            outbox.clear();
        }
    }

    private void receive(byte[] message) {
        MemorySegment.copy(message, 0, in, ValueLayout.JAVA_BYTE, 0, message.length);
        calls.receive(in, message.length, CALLER, now);
        outbox.flush((offset, byteLength, target) -> readTag(offset, byteLength));
    }

    /** The tag of To, which later requests of the call have to carry. */
    private void readTag(int offset, int byteLength) {
        String response = new String(outbox.bytes().asSlice(offset, byteLength).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.US_ASCII);
        int start = response.indexOf(TAG, response.indexOf("\r\nTo: ")) + TAG.length();
        tag = response.substring(start, response.indexOf('\r', start));
    }
}
