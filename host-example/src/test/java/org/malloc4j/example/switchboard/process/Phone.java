package org.malloc4j.example.switchboard.process;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.malloc4j.example.switchboard.client.CallMessages;

/** A phone that makes one call at a time, step by step, and repeats what gets no answer. */
final class Phone implements AutoCloseable {
    private static final int REPEAT_MILLIS = 500;
    private static final int REPEATS = 40;

    private final DatagramSocket socket;
    private final InetSocketAddress remote;
    private final CallMessages messages;

    Phone(InetSocketAddress remote) throws IOException {
        this.remote = remote;
        this.socket = new DatagramSocket(new InetSocketAddress(remote.getAddress(), 0));
        this.messages = new CallMessages((InetSocketAddress) socket.getLocalSocketAddress(), remote);
        socket.setSoTimeout(REPEAT_MILLIS);
    }

    /** Sets a call up and answers the tag that the switch gave to it. */
    String establish(String callId, long number) throws IOException {
        String ok = ask(messages.invite(callId, number), callId, "1 INVITE");
        if (!ok.startsWith("SIP/2.0 200 ")) {
            throw new AssertionError("INVITE was answered: " + ok);
        }
        int tag = ok.indexOf(";tag=", ok.indexOf("\r\nTo: ")) + ";tag=".length();
        String toTag = ok.substring(tag, ok.indexOf('\r', tag));
        send(messages.acknowledge(callId, number, toTag));
        return toTag;
    }

    /** Ends a call and answers the first line of what the switch said. */
    String end(String callId, long number, String toTag) throws IOException {
        return ask(messages.bye(callId, number, toTag), callId, "2 BYE").lines().findFirst().orElseThrow();
    }

    /** What the phone told the switch about a call, as it told it. */
    String invite(String callId, long number) {
        return new String(messages.invite(callId, number), StandardCharsets.ISO_8859_1);
    }

    private String ask(byte[] request, String callId, String cseq) throws IOException {
        for (int i = 0; i < REPEATS; i++) {
            send(request);
            String answer = receive(callId, cseq);
            if (answer != null) {
                return answer;
            }
        }
        throw new AssertionError("no answer to " + cseq + " of " + callId);
    }

    private void send(byte[] message) throws IOException {
        socket.send(new DatagramPacket(message, message.length, remote));
    }

    /** The final answer, or null if none comes in time. */
    private String receive(String callId, String cseq) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                socket.receive(packet);
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                if (text.contains("\r\nCall-ID: " + callId + "\r\n") && text.contains("\r\nCSeq: " + cseq + "\r\n")
                        && !text.startsWith("SIP/2.0 1")) {
                    return text;
                }
            }
        } catch (SocketTimeoutException e) {
            return null;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
