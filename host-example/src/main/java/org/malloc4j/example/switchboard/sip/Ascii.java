package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The lexical rules of SIP (RFC 3261 section 25.1) over bytes that stay where they are. */
final class Ascii {
    private static final boolean[] TOKEN = tokenCharacters();

    private Ascii() {
    }

    static byte at(MemorySegment bytes, int index) {
        return bytes.get(ValueLayout.JAVA_BYTE, index);
    }

    static boolean isToken(byte character) {
        return character > 0 && TOKEN[character];
    }

    static boolean isToken(MemorySegment bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isToken(at(bytes, i))) {
                return false;
            }
        }
        return start < end;
    }

    static boolean isSpace(byte character) {
        return character == ' ' || character == '\t';
    }

    static int skipSpace(MemorySegment bytes, int start, int end) {
        int i = start;
        while (i < end && isSpace(at(bytes, i))) {
            i++;
        }
        return i;
    }

    static int skipToken(MemorySegment bytes, int start, int end) {
        int i = start;
        while (i < end && isToken(at(bytes, i))) {
            i++;
        }
        return i;
    }

    static int find(MemorySegment bytes, int start, int end, char wanted) {
        for (int i = start; i < end; i++) {
            if (at(bytes, i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Trims spaces and tabs on both sides. */
    static long trim(MemorySegment bytes, int start, int end) {
        int from = skipSpace(bytes, start, end);
        int to = end;
        while (to > from && isSpace(at(bytes, to - 1))) {
            to--;
        }
        return Span.of(from, to);
    }

    /** Whether the range spells {@code lowerCase}, in whatever case. */
    static boolean equalsIgnoreCase(MemorySegment bytes, int start, int end, byte[] lowerCase) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte character = at(bytes, start + i);
            byte lower = character >= 'A' && character <= 'Z' ? (byte) (character + ('a' - 'A')) : character;
            if (lower != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean equals(MemorySegment bytes, int start, int end, byte[] expected) {
        if (end - start != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (at(bytes, start + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads digits and nothing but digits; -1 if there are none, others, or the number exceeds {@code max}. */
    static long number(MemorySegment bytes, int start, int end, long max) {
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = at(bytes, i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
            if (value > max) {
                return -1;
            }
        }
        return start < end ? value : -1;
    }

    /** The index after a quoted string that starts at {@code start}, or -1 if it never ends. */
    static int skipQuoted(MemorySegment bytes, int start, int end) {
        for (int i = start + 1; i < end; i++) {
            byte character = at(bytes, i);
            if (character == '\\') {
                i++;
            } else if (character == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean[] tokenCharacters() {
        boolean[] token = new boolean[128];
        String others = "-.!%*_+`'~";
        for (char c = 0; c < token.length; c++) {
            token[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || others.indexOf(c) >= 0;
        }
        return token;
    }
}
