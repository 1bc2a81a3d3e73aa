package org.malloc4j.example.switchboard.call;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.malloc4j.example.switchboard.sip.ResponseWriter;
import org.malloc4j.example.switchboard.sip.SdpAnswer;
import org.malloc4j.example.switchboard.sip.SipRequest;
import org.malloc4j.example.switchboard.sip.Source;
import org.malloc4j.example.switchboard.sip.Span;
import org.malloc4j.example.switchboard.sip.Status;

/** Writes the answers to the request at hand. One that would not fit into a datagram is dropped, and counted. */
final class Answers {
    private static final byte[] ALLOW = ascii("Allow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n");
    private static final byte[] ACCEPT = ascii("Accept: application/sdp\r\n");
    private static final byte[] ACCEPT_ENCODING = ascii("Accept-Encoding: identity\r\n");
    private static final byte[] SDP_TYPE = ascii("Content-Type: application/sdp\r\n");
    private static final byte[] RETRY_AFTER = ascii("Retry-After: 2\r\n");
    private static final byte[] SDP = ascii("application/sdp");
    private static final int MAX_BODY = 16_384;

    private final SipRequest request;
    private final Source source;
    private final Outbox outbox;
    private final ResponseWriter writer;
    private final Counters counters;
    private final SdpAnswer sdp;
    private final byte[] contact;

    Answers(SipRequest request, Source source, Outbox outbox, Counters counters, InetSocketAddress address,
            MemorySegment scratch) {
        this.request = request;
        this.source = source;
        this.outbox = outbox;
        this.writer = outbox.writer();
        this.counters = counters;
        String host = address.getAddress().getHostAddress();
        this.sdp = new SdpAnswer(host, scratch);
        String uriHost = host.indexOf(':') < 0 ? host : "[" + host + "]";
        this.contact = ascii("Contact: <sip:switchboard@" + uriHost + ":" + address.getPort() + ">\r\n");
    }

    /** Who gets the answer. */
    InetSocketAddress target() {
        return source.answerTo(request.via());
    }

    /** Begins an answer behind what the outbox already holds. */
    void begin(Status status, byte[] localTag) {
        writer.begin(outbox.position(), status);
        writer.common(request, source, source.socket().getPort(), localTag);
    }

    /** Sends the answer that was written, unless it is too large. */
    boolean send() {
        if (writer.overflowed()) {
            counters.add(Counter.DROPPED);
            return false;
        }
        outbox.add(target());
        return true;
    }

    /** Refuses the request. */
    void refuse(Status status, byte[] localTag) {
        begin(status, localTag);
        endRefusal();
    }

    private void endRefusal() {
        writer.end();
        if (send()) {
            counters.add(Counter.REFUSED);
        }
    }

    void refuseMethod(Status status, byte[] localTag) {
        begin(status, localTag);
        writer.raw(ALLOW);
        endRefusal();
    }

    void refuseExtension(byte[] localTag) {
        begin(Status.BAD_EXTENSION, localTag);
        writer.unsupported(request);
        endRefusal();
    }

    /** Refuses a body that isn't {@linkplain #understandsBody understood}. */
    void refuseBody(byte[] localTag) {
        boolean tooLarge = Span.length(request.body()) > MAX_BODY;
        begin(tooLarge ? Status.TOO_LARGE : Status.UNSUPPORTED_MEDIA, localTag);
        if (!tooLarge) {
            writer.raw(request.encoded() ? ACCEPT_ENCODING : ACCEPT);
        }
        endRefusal();
    }

    /** Says that there is no memory left just now. */
    void unavailable(byte[] localTag) {
        begin(Status.UNAVAILABLE, localTag);
        writer.raw(RETRY_AFTER);
        writer.end();
        if (send()) {
            counters.add(Counter.UNAVAILABLE);
        }
    }

    /** Answers OPTIONS. */
    void capabilities(byte[] localTag) {
        begin(Status.OK, localTag);
        writer.raw(contact);
        writer.raw(ALLOW);
        writer.raw(ACCEPT);
        writer.end();
        send();
    }

    /** Writes, without sending it, the answer that the call rings. */
    void ringing(byte[] localTag) {
        begin(Status.RINGING, localTag);
        writer.recordRoutes(request);
        writer.raw(contact);
        writer.end();
    }

    /** Writes, without sending it, the answer that the call is accepted. */
    void accepted(byte[] localTag) {
        int byteLength = sdp.write(request.bytes(), request.body());
        begin(Status.OK, localTag);
        writer.recordRoutes(request);
        writer.raw(contact);
        writer.raw(ALLOW);
        writer.raw(SDP_TYPE);
        writer.body(sdp.body(), 0, Math.max(0, byteLength));
    }

    /** Writes, without sending it, a plain 200. */
    void done(byte[] localTag) {
        begin(Status.OK, localTag);
        writer.end();
    }

    /** Whether the request's body is a session description, or none at all. */
    boolean understandsBody() {
        return Span.isEmpty(request.body()) || Span.length(request.body()) <= MAX_BODY && !request.encoded()
                && request.contentTypeIs(SDP);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
