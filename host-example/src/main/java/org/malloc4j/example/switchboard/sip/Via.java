package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The topmost Via: whom to answer, and which transaction a request belongs to. One object serves many messages. */
public final class Via {
    private static final byte[] PROTOCOL = ascii("sip");
    private static final byte[] VERSION = ascii("2.0");
    private static final byte[] BRANCH = ascii("branch");
    private static final byte[] RPORT = ascii("rport");
    private static final byte[] COOKIE = ascii("z9hg4bk");
    private static final int DEFAULT_PORT = 5060;

    /** The whole field value. */
    long value;
    /** Host, and port if there is one. */
    long sentBy;
    long host;
    int port;
    long branch;
    /** The parameter {@code rport} without a value, to be filled in (RFC 3581). */
    long rport;
    /** Where the parameters of this Via end, and a further one may be put. */
    int end;
    private boolean cookie;

    /** {@return the port responses go to unless {@code rport} asks for the source's} */
    public int port() {
        return port;
    }

    /** {@return whether the client asks for responses to its source port} */
    public boolean wantsSourcePort() {
        return rport != Span.NONE;
    }

    /** {@return what identifies the client's transaction: its branch, or the whole value if it is an RFC 2543 client} */
    public long key() {
        return cookie ? branch : value;
    }

    /** {@return whether the branch is unique, as RFC 3261 has it} */
    public boolean unique() {
        return cookie;
    }

    /** {@return host and port as the client gave them} */
    public long sentBy() {
        return sentBy;
    }

    /** Reads the first value of a Via field; false if it is malformed. */
    boolean read(MemorySegment bytes, long field) {
        int fieldEnd = Span.end(field);
        int i = protocol(bytes, Span.start(field), fieldEnd);
        if (i < 0 || i == fieldEnd || !Ascii.isSpace(Ascii.at(bytes, i))) {
            return false;
        }
        i = sentBy(bytes, Ascii.skipSpace(bytes, i, fieldEnd), fieldEnd);
        if (i < 0) {
            return false;
        }
        branch = Span.NONE;
        rport = Span.NONE;
        end = i;
        if (!parameters(bytes, i, fieldEnd)) {
            return false;
        }
        value = Span.of(Span.start(field), end);
        cookie = branch != Span.NONE && Span.length(branch) > COOKIE.length && Ascii.equalsIgnoreCase(bytes,
                Span.start(branch), Span.start(branch) + COOKIE.length, COOKIE);
        return true;
    }

    private static int protocol(MemorySegment bytes, int start, int end) {
        int i = Ascii.skipToken(bytes, start, end);
        if (!Ascii.equalsIgnoreCase(bytes, start, i, PROTOCOL)) {
            return -1;
        }
        i = slash(bytes, i, end);
        if (i < 0) {
            return -1;
        }
        int versionEnd = Ascii.skipToken(bytes, i, end);
        if (!Ascii.equalsIgnoreCase(bytes, i, versionEnd, VERSION)) {
            return -1;
        }
        i = slash(bytes, versionEnd, end);
        if (i < 0) {
            return -1;
        }
        int transportEnd = Ascii.skipToken(bytes, i, end);
        return transportEnd > i ? transportEnd : -1;
    }

    private static int slash(MemorySegment bytes, int start, int end) {
        int i = Ascii.skipSpace(bytes, start, end);
        return i < end && Ascii.at(bytes, i) == '/' ? Ascii.skipSpace(bytes, i + 1, end) : -1;
    }

    private int sentBy(MemorySegment bytes, int start, int end) {
        int i = start;
        if (i < end && Ascii.at(bytes, i) == '[') {
            i = Ascii.find(bytes, i, end, ']') + 1;
        } else {
            i = Ascii.skipToken(bytes, i, end);
        }
        if (i <= start) {
            return -1;
        }
        host = Span.of(start, i);
        sentBy = host;
        port = DEFAULT_PORT;
        int colon = Ascii.skipSpace(bytes, i, end);
        if (colon < end && Ascii.at(bytes, colon) == ':') {
            int from = Ascii.skipSpace(bytes, colon + 1, end);
            int to = Ascii.skipToken(bytes, from, end);
            port = (int) Ascii.number(bytes, from, to, 0xFFFF);
            if (port <= 0) {
                return -1;
            }
            sentBy = Span.of(start, to);
            return to;
        }
        return i;
    }

    private boolean parameters(MemorySegment bytes, int start, int fieldEnd) {
        int i = Ascii.skipSpace(bytes, start, fieldEnd);
        while (i < fieldEnd && Ascii.at(bytes, i) == ';') {
            int nameStart = Ascii.skipSpace(bytes, i + 1, fieldEnd);
            int nameEnd = Ascii.skipToken(bytes, nameStart, fieldEnd);
            if (nameEnd == nameStart) {
                return false;
            }
            end = nameEnd;
            long parameter = Span.NONE;
            i = Ascii.skipSpace(bytes, nameEnd, fieldEnd);
            if (i < fieldEnd && Ascii.at(bytes, i) == '=') {
                int valueStart = Ascii.skipSpace(bytes, i + 1, fieldEnd);
                end = valueEnd(bytes, valueStart, fieldEnd);
                if (end <= valueStart) {
                    return false;
                }
                parameter = Span.of(valueStart, end);
                i = Ascii.skipSpace(bytes, end, fieldEnd);
            }
            keep(bytes, nameStart, nameEnd, parameter);
        }
        return i == fieldEnd || Ascii.at(bytes, i) == ',';
    }

    private static int valueEnd(MemorySegment bytes, int start, int end) {
        if (start < end && Ascii.at(bytes, start) == '"') {
            return Ascii.skipQuoted(bytes, start, end);
        }
        int i = start;
        while (i < end && ",; \t\"".indexOf(Ascii.at(bytes, i)) < 0) {
            i++;
        }
        return i;
    }

    private void keep(MemorySegment bytes, int nameStart, int nameEnd, long parameter) {
        if (parameter != Span.NONE && Ascii.equalsIgnoreCase(bytes, nameStart, nameEnd, BRANCH)) {
            branch = parameter;
        } else if (parameter == Span.NONE && Ascii.equalsIgnoreCase(bytes, nameStart, nameEnd, RPORT)) {
            rport = Span.of(nameStart, nameEnd);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
