package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Reads the From, To and Contact fields: a display name, an address, and the parameters after it. */
final class Address {
    /** What {@link #tag} answers if the field is malformed. */
    static final long MALFORMED = -1L;

    private static final byte[] TAG = "tag".getBytes(StandardCharsets.US_ASCII);

    private Address() {
    }

    /** The value of the parameter {@code tag}, {@link Span#NONE} without one, or {@link #MALFORMED}. */
    static long tag(MemorySegment bytes, long field) {
        int end = Span.end(field);
        int i = parameters(bytes, Span.start(field), end);
        if (i < 0) {
            return MALFORMED;
        }
        long tag = Span.NONE;
        while (i < end) {
            i = Ascii.skipSpace(bytes, i, end);
            if (i == end) {
                break;
            }
            if (Ascii.at(bytes, i) != ';') {
                return MALFORMED;
            }
            int nameStart = Ascii.skipSpace(bytes, i + 1, end);
            int nameEnd = Ascii.skipToken(bytes, nameStart, end);
            i = Ascii.skipSpace(bytes, nameEnd, end);
            if (nameEnd == nameStart) {
                return MALFORMED;
            }
            if (i < end && Ascii.at(bytes, i) == '=') {
                int valueStart = Ascii.skipSpace(bytes, i + 1, end);
                i = valueEnd(bytes, valueStart, end);
                if (i <= valueStart) {
                    return MALFORMED;
                }
                if (Ascii.equalsIgnoreCase(bytes, nameStart, nameEnd, TAG)) {
                    if (tag != Span.NONE || !Ascii.isToken(bytes, valueStart, i)) {
                        return MALFORMED;
                    }
                    tag = Span.of(valueStart, i);
                }
            }
        }
        return tag;
    }

    private static int valueEnd(MemorySegment bytes, int start, int end) {
        if (start < end && Ascii.at(bytes, start) == '"') {
            return Ascii.skipQuoted(bytes, start, end);
        }
        int i = start;
        while (i < end && Ascii.at(bytes, i) != ';' && !Ascii.isSpace(Ascii.at(bytes, i))) {
            i++;
        }
        return i;
    }

    /** Where the parameters start: after {@code <...>} or, without brackets, at the first semicolon; -1 if malformed. */
    private static int parameters(MemorySegment bytes, int start, int end) {
        int i = start;
        while (i < end) {
            byte character = Ascii.at(bytes, i);
            if (character == '"') {
                i = Ascii.skipQuoted(bytes, i, end);
                if (i < 0) {
                    return -1;
                }
            } else if (character == '<') {
                int close = Ascii.find(bytes, i + 1, end, '>');
                return close > i + 1 && Ascii.find(bytes, i + 1, close, ':') > 0 ? close + 1 : -1;
            } else if (character == ';') {
                return withScheme(bytes, start, i);
            } else {
                i++;
            }
        }
        return withScheme(bytes, start, end);
    }

    private static int withScheme(MemorySegment bytes, int start, int end) {
        int colon = Ascii.find(bytes, start, end, ':');
        long address = Ascii.trim(bytes, start, end);
        boolean spaces = Ascii.find(bytes, Span.start(address), Span.end(address), ' ') >= 0;
        return colon > start && !spaces ? end : -1;
    }
}
