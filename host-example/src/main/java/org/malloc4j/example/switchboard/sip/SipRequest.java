package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;

/**
 * A request as ranges of the datagram it came in. One object serves all messages of a worker; what it says holds until
 * the next message is read.
 */
public final class SipRequest {
    static final int MAX_FIELDS = 64;

    MemorySegment bytes;
    Method method;
    long methodName;
    long uri;
    final Via via = new Via();
    final long[] vias = new long[MAX_FIELDS];
    int viaCount;
    final long[] recordRoutes = new long[MAX_FIELDS];
    int recordRouteCount;
    final long[] requires = new long[MAX_FIELDS];
    int requireCount;
    long from;
    long fromTag;
    long to;
    long toTag;
    long callId;
    long cseq;
    long cseqNumber;
    long contact;
    long contentLength;
    long contentType;
    long body;
    boolean encoded;
    boolean toMalformed;
    boolean answerable;

    void clear(MemorySegment message) {
        bytes = message;
        method = Method.UNKNOWN;
        methodName = Span.NONE;
        uri = Span.NONE;
        viaCount = 0;
        recordRouteCount = 0;
        requireCount = 0;
        from = Span.NONE;
        fromTag = Span.NONE;
        to = Span.NONE;
        toTag = Span.NONE;
        callId = Span.NONE;
        cseq = Span.NONE;
        cseqNumber = -1;
        contact = Span.NONE;
        contentLength = -1;
        contentType = Span.NONE;
        body = Span.NONE;
        encoded = false;
        toMalformed = false;
        answerable = false;
    }

    /** {@return the datagram that all ranges are ranges of} */
    public MemorySegment bytes() {
        return bytes;
    }

    public Method method() {
        return method;
    }

    /** {@return the Request-URI} */
    public long uri() {
        return uri;
    }

    /** {@return the topmost Via} */
    public Via via() {
        return via;
    }

    public long from() {
        return from;
    }

    public long fromTag() {
        return fromTag;
    }

    public long to() {
        return to;
    }

    /** {@return the To tag, or {@link Span#NONE}: the request is outside of a dialog} */
    public long toTag() {
        return toTag;
    }

    public long callId() {
        return callId;
    }

    public long cseqNumber() {
        return cseqNumber;
    }

    public long contact() {
        return contact;
    }

    public int recordRouteCount() {
        return recordRouteCount;
    }

    /** {@return the value of the n-th Record-Route field} */
    public long recordRoute(int index) {
        return recordRoutes[index];
    }

    /** {@return whether the client requires an extension; the switch has none} */
    public boolean requiresExtension() {
        return requireCount > 0;
    }

    /** {@return whether the body is of this media type, parameters aside} */
    public boolean contentTypeIs(byte[] lowerCase) {
        int start = Span.start(contentType);
        int end = Span.end(contentType);
        int semicolon = Ascii.find(bytes, start, end, ';');
        long type = Ascii.trim(bytes, start, semicolon < 0 ? end : semicolon);
        return Ascii.equalsIgnoreCase(bytes, Span.start(type), Span.end(type), lowerCase);
    }

    public long body() {
        return body;
    }

    /** {@return whether the body has an encoding, such as gzip} */
    public boolean encoded() {
        return encoded;
    }

    /** {@return whether there is somebody to answer, which the Via says; what else is missing is missing there, too} */
    public boolean answerable() {
        return answerable;
    }
}
