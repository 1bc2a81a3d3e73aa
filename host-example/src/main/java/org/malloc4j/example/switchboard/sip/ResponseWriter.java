package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Writes responses into a buffer of the private pool, one after the other. A response that doesn't fit is
 * {@linkplain #overflowed() noticed}, never cut.
 *
 * <p>Every response starts with a status line and the fields that RFC 3261 section 8.2.6.2 has copied from the request:
 * Via, From, To, Call-ID, CSeq. Their range ({@link #commonStart()}, {@link #commonEnd()}) serves later to give the same
 * request another response.
 */
public final class ResponseWriter {
    /** The largest UDP payload over IPv4. */
    public static final int MAX_DATAGRAM = 65_507;

    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] VIA = ascii("Via: ");
    private static final byte[] RECEIVED = ascii(";received=");
    private static final byte[] FROM = ascii("From: ");
    private static final byte[] TO = ascii("To: ");
    private static final byte[] TAG = ascii(";tag=");
    private static final byte[] CALL_ID = ascii("Call-ID: ");
    private static final byte[] CSEQ = ascii("CSeq: ");
    private static final byte[] RECORD_ROUTE = ascii("Record-Route: ");
    private static final byte[] UNSUPPORTED = ascii("Unsupported: ");
    private static final byte[] LENGTH = ascii("Content-Length: ");

    private final MemorySegment out;
    private final int limit;
    private int start;
    private int position;
    private int commonStart;
    private int commonEnd;
    private boolean overflowed;

    /** @param out the buffer that responses are written to */
    public ResponseWriter(MemorySegment out) {
        this.out = out;
        this.limit = (int) out.byteSize();
    }

    /** Starts a response at an offset of the buffer. */
    public void begin(int offset, Status status) {
        start = offset;
        position = offset;
        overflowed = false;
        raw(status.line());
        commonStart = position;
        commonEnd = position;
    }

    /**
     * Writes the fields copied from the request.
     *
     * @param request  what is answered
     * @param source   the address the request came from, as text
     * @param port     the port it came from
     * @param localTag the tag for To, if it has none yet
     */
    public void common(SipRequest request, Source source, int port, byte[] localTag) {
        MemorySegment bytes = request.bytes;
        commonStart = position;
        topVia(request, source, port);
        for (int i = 1; i < request.viaCount; i++) {
            field(VIA, bytes, request.vias[i]);
        }
        fieldIfThere(FROM, bytes, request.from);
        if (request.to != Span.NONE) {
            to(request, localTag);
        }
        fieldIfThere(CALL_ID, bytes, request.callId);
        fieldIfThere(CSEQ, bytes, request.cseq);
        commonEnd = position;
    }

    /** One that can't be read is copied as it is: it may have a tag. */
    private void to(SipRequest request, byte[] localTag) {
        raw(TO);
        copy(request.bytes, request.to);
        if (request.toTag == Span.NONE && !request.toMalformed && localTag != null) {
            raw(TAG);
            raw(localTag);
        }
        raw(LINE_END);
    }

    private void fieldIfThere(byte[] name, MemorySegment source, long span) {
        if (span != Span.NONE) {
            field(name, source, span);
        }
    }

    /** Writes the same fields from a response given before. */
    public void common(MemorySegment stored, long from, long byteLength) {
        commonStart = position;
        copy(stored, from, byteLength);
        commonEnd = position;
    }

    private void topVia(SipRequest request, Source source, int port) {
        MemorySegment bytes = request.bytes;
        Via via = request.via;
        int fieldStart = Span.start(request.vias[0]);
        raw(VIA);
        boolean fillsPort = via.rport != Span.NONE;
        int copied = fieldStart;
        if (fillsPort) {
            copied = Span.end(via.rport);
            copy(bytes, Span.of(fieldStart, copied));
            raw((byte) '=');
            decimal(port);
        }
        copy(bytes, Span.of(copied, via.end));
        if (fillsPort || !source.isHost(bytes, via.host)) {
            raw(RECEIVED);
            raw(source.text());
        }
        copy(bytes, Span.of(via.end, Span.end(request.vias[0])));
        raw(LINE_END);
    }

    /** Copies the route set, which makes the dialog's proxies stay in its path. */
    public void recordRoutes(SipRequest request) {
        for (int i = 0; i < request.recordRouteCount; i++) {
            field(RECORD_ROUTE, request.bytes, request.recordRoutes[i]);
        }
    }

    /** Names the extensions that the client required and the switch doesn't have. */
    public void unsupported(SipRequest request) {
        for (int i = 0; i < request.requireCount; i++) {
            field(UNSUPPORTED, request.bytes, request.requires[i]);
        }
    }

    /** Ends the response without a body. */
    public void end() {
        body(out, 0, 0);
    }

    /** Ends the response with a body. */
    public void body(MemorySegment source, long from, int byteLength) {
        raw(LENGTH);
        decimal(byteLength);
        raw(LINE_END);
        raw(LINE_END);
        copy(source, from, byteLength);
        if (position - start > MAX_DATAGRAM) {
            overflowed = true;
        }
    }

    /** Copies a whole response given before. */
    public void stored(int offset, MemorySegment source, long from, int byteLength) {
        start = offset;
        position = offset;
        overflowed = false;
        copy(source, from, byteLength);
    }

    /** Appends bytes as they are: whole header lines, or parts of a body. */
    public void raw(byte[] text) {
        if (room(text.length)) {
            MemorySegment.copy(text, 0, out, ValueLayout.JAVA_BYTE, position, text.length);
            position += text.length;
        }
    }

    /** Appends a range of a message. */
    public void copy(MemorySegment source, long span) {
        copy(source, Span.start(span), Span.length(span));
    }

    private void copy(MemorySegment source, long from, long byteLength) {
        if (room(byteLength)) {
            MemorySegment.copy(source, from, out, position, byteLength);
            position += (int) byteLength;
        }
    }

    private void field(byte[] name, MemorySegment source, long span) {
        raw(name);
        copy(source, span);
        raw(LINE_END);
    }

    private void raw(byte character) {
        if (room(1)) {
            out.set(ValueLayout.JAVA_BYTE, position++, character);
        }
    }

    private void decimal(int number) {
        int divisor = 1;
        while (number / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            raw((byte) ('0' + number / divisor % 10));
        }
    }

    private boolean room(long byteLength) {
        if (byteLength > limit - position) {
            overflowed = true;
        }
        return !overflowed;
    }

    /** {@return whether the response is larger than the buffer or a datagram, and so not to be sent} */
    public boolean overflowed() {
        return overflowed;
    }

    /** {@return the response's bytes so far} */
    public int length() {
        return position - start;
    }

    /** {@return the index after the last byte written} */
    public int position() {
        return position;
    }

    /** {@return where the copied fields start, from the start of the response} */
    public int commonStart() {
        return commonStart - start;
    }

    /** {@return where they end} */
    public int commonEnd() {
        return commonEnd - start;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
