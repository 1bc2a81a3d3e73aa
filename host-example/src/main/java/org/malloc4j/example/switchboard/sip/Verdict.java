package org.malloc4j.example.switchboard.sip;

/** What reading a datagram came to. */
public enum Verdict {
    /** A request to be served. */
    REQUEST(0, ""),
    /** Nothing but line ends, or nothing at all: a client that keeps a binding open (RFC 5626). */
    KEEP_ALIVE(0, ""),
    /** A response: nothing a server asked for. */
    RESPONSE(0, ""),
    /** Bytes that can't be told to be a request. */
    GARBAGE(0, ""),
    BAD_REQUEST_LINE(400, "Malformed Request-Line"),
    BAD_HEADER(400, "Malformed Header Field"),
    TRUNCATED(400, "Missing Empty Line After Header Fields"),
    TOO_MANY_HEADERS(513, "Message Too Large"),
    FIELD_TOO_LONG(513, "Message Too Large"),
    DUPLICATE_HEADER(400, "Duplicate Header Field"),
    BAD_VIA(400, "Malformed Via"),
    BAD_FROM(400, "Malformed From"),
    BAD_TO(400, "Malformed To"),
    BAD_CALL_ID(400, "Malformed Call-ID"),
    BAD_CSEQ(400, "Malformed CSeq"),
    CSEQ_METHOD_MISMATCH(400, "CSeq Method Does Not Match Request"),
    BAD_CONTACT(400, "Missing or Malformed Contact"),
    BAD_CONTENT_LENGTH(400, "Wrong Content-Length"),
    BAD_MAX_FORWARDS(400, "Malformed Max-Forwards"),
    MISSING_HEADER(400, "Missing Header Field"),
    UNSUPPORTED_SCHEME(416, "Unsupported URI Scheme"),
    UNSUPPORTED_VERSION(505, "Version Not Supported");

    private final int status;
    private final Status response;

    Verdict(int status, String reason) {
        this.status = status;
        this.response = new Status(status, reason);
    }

    /** {@return whether the datagram is a request with something wrong in it} */
    public boolean isProblem() {
        return status != 0;
    }

    /** {@return how to answer a problem} */
    public Status response() {
        return response;
    }
}
