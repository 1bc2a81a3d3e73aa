package org.malloc4j.example.switchboard.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * A SIP client on one socket that makes a number of calls side by side, each INVITE, ACK, BYE, one after the other. It
 * repeats requests that get no answer (RFC 3261 timers A and E) and counts what fails.
 */
final class Caller implements AutoCloseable {
    private static final long T1_NANOS = 500_000_000L;
    private static final long T2_NANOS = 4_000_000_000L;
    private static final long GIVE_UP_NANOS = 64 * T1_NANOS;
    private static final int MAX_DATAGRAM = 65_536;

    private final DatagramChannel channel;
    private final CallMessages messages;
    private final CallerStatistics statistics;
    private final BooleanSupplier mayStart;
    private final ClientCall[] calls;
    private final ByteBuffer in = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final ByteBuffer out = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private long sequence;

    Caller(InetSocketAddress remote, int sideBySide, Selector selector, CallerStatistics statistics,
           BooleanSupplier mayStart) throws IOException {
        this.channel = DatagramChannel.open();
        this.statistics = statistics;
        this.mayStart = mayStart;
        this.calls = new ClientCall[sideBySide];
        channel.bind(new InetSocketAddress(remote.getAddress(), 0));
        channel.connect(remote);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        messages = new CallMessages((InetSocketAddress) channel.getLocalAddress(), remote);
        for (int i = 0; i < calls.length; i++) {
            calls[i] = new ClientCall();
        }
    }

    /** Starts calls in every free place. */
    void start(long now) throws IOException {
        for (int i = 0; i < calls.length; i++) {
            startAt(i, now);
        }
    }

    private void startAt(int place, long now) throws IOException {
        ClientCall call = calls[place];
        if (call.state == ClientCall.IDLE && mayStart.getAsBoolean()) {
            call.number = ++sequence;
            call.callId = place + "-" + call.number + "-" + port() + "@demo";
            call.state = ClientCall.INVITED;
            call.toTag = "";
            statistics.countStarted();
            request(call, messages.invite(call.callId, call.number), now);
        }
    }

    private int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private void request(ClientCall call, byte[] message, long now) throws IOException {
        call.request = message;
        call.interval = T1_NANOS;
        call.repeatAt = now + T1_NANOS;
        call.giveUpAt = now + GIVE_UP_NANOS;
        send(message);
    }

    private void send(byte[] message) throws IOException {
        out.clear().put(message).flip();
        try {
            channel.write(out);
        } catch (PortUnreachableException e) {
            // Nobody listened to an earlier request; this one is repeated like any that is lost.
        }
    }

    /** Reads all responses that are there. */
    void receive(long now) throws IOException {
        while (true) {
            in.clear();
            int byteLength = read();
            if (byteLength <= 0) {
                return;
            }
            byte[] bytes = new byte[byteLength];
            in.flip().get(bytes);
            response(new String(bytes, StandardCharsets.ISO_8859_1), now);
        }
    }

    private int read() throws IOException {
        try {
            return channel.read(in);
        } catch (PortUnreachableException e) {
            return 0;
        }
    }

    private void response(String text, long now) throws IOException {
        String callId = after(text, "\r\nCall-ID: ", "\r");
        int dash = callId.indexOf('-');
        int place = dash > 0 ? Integer.parseInt(callId.substring(0, dash)) : -1;
        if (place < 0 || place >= calls.length || !callId.equals(calls[place].callId)) {
            return;
        }
        ClientCall call = calls[place];
        int status = Integer.parseInt(text.substring(8, 11));
        boolean ofInvite = text.contains("\r\nCSeq: 1 INVITE\r\n");
        if (status < 200) {
            call.repeatAt = call.giveUpAt;
        } else if (ofInvite) {
            answered(call, status, text, now);
        } else if (call.state == ClientCall.ENDING) {
            end(place, status == 200 ? "" : "BYE was answered with " + status, now);
        }
    }

    private void answered(ClientCall call, int status, String text, long now) throws IOException {
        String tag = after(after(text, "\r\nTo: ", "\r"), ";tag=", ";");
        if (status != 200 || tag.isEmpty()) {
            end(place(call), "INVITE was answered with " + status + (tag.isEmpty() ? " without a To tag" : ""), now);
        } else {
            send(messages.acknowledge(call.callId, call.number, tag));
            if (call.state == ClientCall.INVITED) {
                call.toTag = tag;
                call.state = ClientCall.ENDING;
                request(call, messages.bye(call.callId, call.number, tag), now);
            }
        }
    }

    private int place(ClientCall call) {
        return Integer.parseInt(call.callId.substring(0, call.callId.indexOf('-')));
    }

    private static String after(String text, String marker, String until) {
        int start = text.indexOf(marker);
        if (start < 0) {
            return "";
        }
        int from = start + marker.length();
        int end = text.indexOf(until, from);
        return text.substring(from, end < 0 ? text.length() : end);
    }

    private void end(int place, String failure, long now) throws IOException {
        calls[place].state = ClientCall.IDLE;
        calls[place].callId = "";
        if (failure.isEmpty()) {
            statistics.countCompleted();
        } else {
            statistics.countFailed(failure);
        }
        startAt(place, now);
    }

    /** Repeats what got no answer in time, and gives up what got none at all. */
    void repeat(long now) throws IOException {
        for (int i = 0; i < calls.length; i++) {
            ClientCall call = calls[i];
            if (call.state == ClientCall.IDLE) {
                continue;
            }
            if (now - call.giveUpAt >= 0) {
                end(i, "no answer to " + (call.state == ClientCall.INVITED ? "INVITE" : "BYE"), now);
            } else if (now - call.repeatAt >= 0) {
                call.interval = call.state == ClientCall.INVITED ? 2 * call.interval
                        : Math.min(2 * call.interval, T2_NANOS);
                call.repeatAt = now + call.interval;
                statistics.countRetransmission();
                send(call.request);
            }
        }
    }

    /** Whether a call is going on. */
    boolean isBusy() {
        for (ClientCall call : calls) {
            if (call.state != ClientCall.IDLE) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
