package org.malloc4j.example.switchboard.sip;

import java.nio.charset.StandardCharsets;

/** A status line, ready to be copied into a response. */
public final class Status {
    public static final Status RINGING = new Status(180, "Ringing");
    public static final Status OK = new Status(200, "OK");
    public static final Status METHOD_NOT_ALLOWED = new Status(405, "Method Not Allowed");
    public static final Status TOO_LARGE = new Status(413, "Request Entity Too Large");
    public static final Status UNSUPPORTED_MEDIA = new Status(415, "Unsupported Media Type");
    public static final Status BAD_EXTENSION = new Status(420, "Bad Extension");
    public static final Status NO_SUCH_CALL = new Status(481, "Call/Transaction Does Not Exist");
    public static final Status LOOP = new Status(482, "Loop Detected");
    public static final Status TERMINATED = new Status(487, "Request Terminated");
    public static final Status OUT_OF_ORDER = new Status(500, "Server Internal Error");
    public static final Status NOT_IMPLEMENTED = new Status(501, "Not Implemented");
    public static final Status UNAVAILABLE = new Status(503, "Service Unavailable");

    private final int code;
    private final byte[] line;

    Status(int code, String reason) {
        this.code = code;
        this.line = ("SIP/2.0 " + code + " " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return the three digits} */
    public int code() {
        return code;
    }

    byte[] line() {
        return line;
    }
}
