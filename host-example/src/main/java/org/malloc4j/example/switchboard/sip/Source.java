package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Where a request came from, with the address as text. It remembers the last address: requests come in runs from the same
 * peer, and the text is made once for all of them.
 */
public final class Source {
    private InetSocketAddress socket;
    private InetAddress address;
    private byte[] text = {};
    private byte[] bytes = {};

    /** Takes the sender of the next request. */
    public void set(InetSocketAddress sender) {
        socket = sender;
        if (!sender.getAddress().equals(address)) {
            address = sender.getAddress();
            bytes = address.getAddress();
            String plain = address.getHostAddress();
            int zone = plain.indexOf('%');
            text = (zone < 0 ? plain : plain.substring(0, zone)).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** {@return the socket the request came from} */
    public InetSocketAddress socket() {
        return socket;
    }

    /** Where a response goes (RFC 3261 section 18.2.2, RFC 3581): the source address, always. */
    public InetSocketAddress answerTo(Via via) {
        int port = via.wantsSourcePort() ? socket.getPort() : via.port();
        return port == socket.getPort() ? socket : new InetSocketAddress(address, port);
    }

    /** {@return the 4 or 16 bytes of the source address} */
    public byte[] bytes() {
        return bytes;
    }

    byte[] text() {
        return text;
    }

    /** Whether the range names the source address itself. */
    boolean isHost(MemorySegment bytes, long host) {
        int start = Span.start(host);
        int end = Span.end(host);
        boolean brackets = end > start && Ascii.at(bytes, start) == '[';
        return brackets ? Ascii.equals(bytes, start + 1, end - 1, text) : Ascii.equals(bytes, start, end, text);
    }
}
