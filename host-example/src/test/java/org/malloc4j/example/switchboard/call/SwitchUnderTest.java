package org.malloc4j.example.switchboard.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.malloc4j.example.switchboard.PlainPool;
import org.malloc4j.example.switchboard.inject.Bug;
import org.malloc4j.example.switchboard.table.CallTable;

/** A switch without network and with a clock of its own. */
final class SwitchUnderTest {
    static final Timers TIMERS = new Timers(500, 4_000, 32_000, 5_000, 5_000, 0, 3_600_000);
    static final InetSocketAddress PHONE = new InetSocketAddress("192.0.2.7", 5062);

    final PlainPool pool;
    final CallTable table;
    final Counters counters;
    final List<SocketAddress> targets = new ArrayList<>();
    private final Outbox outbox;
    private final MemorySegment in = Arena.ofAuto().allocate(65_536);
    private CallSwitch calls;
    private Sweeper sweeper;
    long now = 1_000_000;

    SwitchUnderTest(Timers timers) {
        this(timers, new PlainPool(1 << 20));
    }

    SwitchUnderTest(Timers timers, PlainPool pool) {
        this.pool = pool;
        table = CallTable.open(pool, 64, 8);
        counters = new Counters(table, 0);
        outbox = new Outbox(Arena.ofAuto().allocate(Outbox.BYTE_SIZE));
        calls = new CallSwitch(table, timers, counters, outbox, new InetSocketAddress("192.0.2.1", 5060),
                Arena.ofAuto().allocate(65_536), Bug.NONE);
        sweeper = new Sweeper(table, timers, counters, outbox, 0);
    }

    SwitchUnderTest() {
        this(TIMERS);
    }

    /** Sends a request and answers what comes back. Lines end with a single line feed in the argument. */
    List<String> send(String text) {
        return sendBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    List<String> sendBytes(byte[] bytes) {
        MemorySegment.copy(bytes, 0, in, ValueLayout.JAVA_BYTE, 0, bytes.length);
        calls.receive(in, bytes.length, PHONE, now);
        return sent();
    }

    /** The one answer to a request. */
    String answer(String text) {
        List<String> answers = send(text);
        if (answers.size() != 1) {
            throw new AssertionError("one answer expected: " + answers);
        }
        return answers.getFirst();
    }

    /** Lets time pass and answers what the switch sends of its own accord. */
    List<String> pass(long millis) {
        List<String> sent = new ArrayList<>();
        long end = now + millis;
        while (now < end) {
            now = Math.min(end, now + 50);
            for (int i = 0; i < sweeper.stepsPerRound(); i++) {
                sweeper.step(now);
            }
            sent.addAll(sent());
        }
        return sent;
    }

    /** Makes the next step of the sweeper look at everything. */
    void wakeAllStripes() {
        for (int i = 0; i < table.stripeCount(); i++) {
            table.nextDue(table.stripe(i), 1);
        }
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        targets.clear();
        outbox.flush((offset, byteLength, target) -> {
            byte[] bytes = outbox.bytes().asSlice(offset, byteLength).toArray(ValueLayout.JAVA_BYTE);
            sent.add(new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "\n"));
            targets.add(target);
        });
        return sent;
    }

    /** How many blocks calls hold. */
    long held() {
        return pool.statistics().fragments() - CallTable.OWN_BLOCKS;
    }

    static String tagOf(String response) {
        String marker = ";tag=";
        int to = response.indexOf("\nTo: ");
        int start = response.indexOf(marker, to) + marker.length();
        return response.substring(start, response.indexOf('\n', start));
    }
}
