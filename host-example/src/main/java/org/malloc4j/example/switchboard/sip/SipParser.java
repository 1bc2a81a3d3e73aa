package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads requests (RFC 3261 sections 7 and 25) in place and without creating objects. Folded header lines are unfolded in
 * the buffer, by blanking out the line end. After something wrong it reads on, to learn whether the request can still be
 * answered.
 */
public final class SipParser {
    private static final byte[] VERSION = ascii("sip/2.0");
    private static final byte[] ANY_VERSION = ascii("sip/");
    private static final byte[] SCHEME = ascii("sip");
    private static final byte[] IDENTITY = ascii("identity");
    private static final long MAX_CSEQ = Integer.MAX_VALUE;
    private static final int MAX_CALL_ID = 512;
    private static final int MAX_TAG = 256;
    private static final int MAX_KEY = 1024;
    private static final int MAX_ADDRESS = 4096;
    private static final int NO_LINE = -1;

    private MemorySegment bytes;
    private int length;
    private SipRequest request;
    private Verdict verdict;
    private int lineEnd;
    private boolean maxForwardsSeen;

    /**
     * Reads one datagram.
     *
     * @param message    the buffer it is in; folded lines are unfolded there
     * @param byteLength how many bytes the datagram has
     * @param into       what to fill
     * @return what it is, or the first thing wrong with it
     */
    public Verdict parse(MemorySegment message, int byteLength, SipRequest into) {
        bytes = message;
        length = byteLength;
        request = into;
        verdict = Verdict.REQUEST;
        maxForwardsSeen = false;
        into.clear(message);
        int start = skipLineEnds();
        if (start == length) {
            return Verdict.KEEP_ALIVE;
        }
        int next = nextLine(start, false);
        if (next == NO_LINE) {
            return Verdict.GARBAGE;
        }
        if (startsWithVersion(start, lineEnd)) {
            return Verdict.RESPONSE;
        }
        requestLine(start, lineEnd);
        headers(next);
        finish();
        return verdict;
    }

    private int skipLineEnds() {
        int i = 0;
        while (i < length && (Ascii.at(bytes, i) == '\r' || Ascii.at(bytes, i) == '\n')) {
            i++;
        }
        return i;
    }

    /** Finds the end of a line and sets {@link #lineEnd}; answers where the next one starts. */
    private int nextLine(int start, boolean folded) {
        for (int i = start; i < length; i++) {
            byte character = Ascii.at(bytes, i);
            if (character == '\n') {
                lineEnd = i > start && Ascii.at(bytes, i - 1) == '\r' ? i - 1 : i;
                boolean continues = folded && lineEnd > start && i + 1 < length && Ascii.isSpace(Ascii.at(bytes, i + 1));
                if (!continues) {
                    return i + 1;
                }
                bytes.set(ValueLayout.JAVA_BYTE, lineEnd, (byte) ' ');
                bytes.set(ValueLayout.JAVA_BYTE, i, (byte) ' ');
            } else if (character == 0 || character == '\r' && (i + 1 == length || Ascii.at(bytes, i + 1) != '\n')) {
                problem(Verdict.BAD_HEADER);
                bytes.set(ValueLayout.JAVA_BYTE, i, (byte) ' ');
            }
        }
        return NO_LINE;
    }

    private boolean startsWithVersion(int start, int end) {
        int to = start + ANY_VERSION.length;
        return to <= end && Ascii.equalsIgnoreCase(bytes, start, to, ANY_VERSION);
    }

    private void requestLine(int start, int end) {
        int methodEnd = Ascii.skipToken(bytes, start, end);
        request.method = Method.of(bytes, start, methodEnd);
        request.methodName = Span.of(start, methodEnd);
        int uriEnd = Ascii.find(bytes, Math.min(methodEnd + 1, end), end, ' ');
        if (methodEnd == start || methodEnd == end || Ascii.at(bytes, methodEnd) != ' ' || uriEnd <= methodEnd + 1) {
            problem(Verdict.BAD_REQUEST_LINE);
            return;
        }
        if (!Ascii.equalsIgnoreCase(bytes, uriEnd + 1, end, VERSION)) {
            boolean otherVersion = startsWithVersion(uriEnd + 1, end) && Ascii.find(bytes, uriEnd + 1, end, ' ') < 0;
            problem(otherVersion ? Verdict.UNSUPPORTED_VERSION : Verdict.BAD_REQUEST_LINE);
        }
        request.uri = Span.of(methodEnd + 1, uriEnd);
        int colon = Ascii.find(bytes, methodEnd + 1, uriEnd, ':');
        if (colon < 0 || !Ascii.isToken(bytes, methodEnd + 1, colon)) {
            problem(Verdict.BAD_REQUEST_LINE);
        } else if (!Ascii.equalsIgnoreCase(bytes, methodEnd + 1, colon, SCHEME)) {
            problem(Verdict.UNSUPPORTED_SCHEME);
        }
    }

    private void headers(int first) {
        int start = first;
        while (true) {
            int next = nextLine(start, true);
            if (next == NO_LINE) {
                problem(Verdict.TRUNCATED);
                return;
            }
            if (lineEnd == start) {
                request.body = Span.of(next, length);
                return;
            }
            header(start, lineEnd);
            start = next;
        }
    }

    private void header(int start, int end) {
        int nameEnd = Ascii.skipToken(bytes, start, end);
        int colon = Ascii.skipSpace(bytes, nameEnd, end);
        if (nameEnd == start || colon == end || Ascii.at(bytes, colon) != ':') {
            problem(Verdict.BAD_HEADER);
            return;
        }
        long value = Ascii.trim(bytes, colon + 1, end);
        Header header = Header.of(bytes, start, nameEnd);
        switch (header) {
            case VIA -> via(value);
            case FROM -> request.from = single(request.from, value);
            case TO -> request.to = single(request.to, value);
            case CALL_ID -> request.callId = single(request.callId, value);
            case CSEQ -> request.cseq = single(request.cseq, value);
            case CONTACT -> contact(value);
            case CONTENT_LENGTH -> contentLength(value);
            case CONTENT_ENCODING -> contentEncoding(value);
            case CONTENT_TYPE -> request.contentType = single(request.contentType, value);
            case MAX_FORWARDS -> maxForwards(value);
            case RECORD_ROUTE ->
                    request.recordRouteCount = append(request.recordRoutes, request.recordRouteCount, value);
            case REQUIRE -> request.requireCount = append(request.requires, request.requireCount, value);
            default -> { }
        }
    }

    private void via(long value) {
        request.viaCount = append(request.vias, request.viaCount, value);
    }

    private int append(long[] list, int count, long value) {
        if (count == list.length) {
            problem(Verdict.TOO_MANY_HEADERS);
            return count;
        }
        list[count] = value;
        return count + 1;
    }

    private long single(long before, long value) {
        if (before != Span.NONE) {
            problem(Verdict.DUPLICATE_HEADER);
            return before;
        }
        return value;
    }

    private void contact(long value) {
        if (request.contact == Span.NONE) {
            request.contact = value;
        } else {
            problem(Verdict.BAD_CONTACT);
        }
    }

    private void contentLength(long value) {
        long number = Ascii.number(bytes, Span.start(value), Span.end(value), Integer.MAX_VALUE);
        if (number < 0 || request.contentLength >= 0) {
            problem(Verdict.BAD_CONTENT_LENGTH);
        }
        request.contentLength = number;
    }

    private void contentEncoding(long value) {
        request.encoded |= !Span.isEmpty(value)
                && !Ascii.equalsIgnoreCase(bytes, Span.start(value), Span.end(value), IDENTITY);
    }

    private void maxForwards(long value) {
        if (maxForwardsSeen) {
            problem(Verdict.DUPLICATE_HEADER);
        } else if (Ascii.number(bytes, Span.start(value), Span.end(value), 255) < 0) {
            problem(Verdict.BAD_MAX_FORWARDS);
        }
        maxForwardsSeen = true;
    }

    private void finish() {
        boolean via = request.viaCount > 0 && request.via.read(bytes, request.vias[0])
                && Span.length(request.via.key()) <= MAX_KEY && Span.length(request.via.sentBy()) <= MAX_KEY;
        address(request.from, Verdict.BAD_FROM, true);
        address(request.to, Verdict.BAD_TO, false);
        callId();
        cseq();
        if (request.viaCount > 0 && !via) {
            problem(Verdict.BAD_VIA);
        }
        if (request.viaCount == 0 || request.from == Span.NONE || request.to == Span.NONE
                || request.callId == Span.NONE || request.cseq == Span.NONE) {
            problem(Verdict.MISSING_HEADER);
        }
        request.answerable = via && request.method != Method.ACK;
        if (request.method == Method.INVITE && !usableContact()) {
            problem(Verdict.BAD_CONTACT);
        }
        limitBody();
    }

    private void address(long field, Verdict malformed, boolean isFrom) {
        if (field == Span.NONE) {
            return;
        }
        if (Span.length(field) > MAX_ADDRESS) {
            problem(Verdict.FIELD_TOO_LONG);
        }
        long tag = Address.tag(bytes, field);
        if (tag == Address.MALFORMED || Span.length(tag) > MAX_TAG) {
            problem(malformed);
            request.toMalformed |= !isFrom;
            return;
        }
        if (isFrom) {
            request.fromTag = tag;
        } else {
            request.toTag = tag;
        }
    }

    private void callId() {
        long callId = request.callId;
        if (callId == Span.NONE) {
            return;
        }
        if (Span.length(callId) > MAX_CALL_ID) {
            problem(Verdict.FIELD_TOO_LONG);
        }
        if (Span.isEmpty(callId) || Ascii.find(bytes, Span.start(callId), Span.end(callId), ' ') >= 0) {
            problem(Verdict.BAD_CALL_ID);
        }
    }

    private void cseq() {
        if (request.cseq == Span.NONE) {
            return;
        }
        int start = Span.start(request.cseq);
        int end = Span.end(request.cseq);
        int digits = Ascii.skipToken(bytes, start, end);
        int name = Ascii.skipSpace(bytes, digits, end);
        request.cseqNumber = Ascii.number(bytes, start, digits, MAX_CSEQ);
        if (request.cseqNumber < 0 || name == digits || !Ascii.isToken(bytes, name, end)) {
            problem(Verdict.BAD_CSEQ);
            return;
        }
        if (MemorySegment.mismatch(bytes, name, end, bytes, Span.start(request.methodName),
                Span.end(request.methodName)) >= 0) {
            problem(Verdict.CSEQ_METHOD_MISMATCH);
        }
    }

    private boolean usableContact() {
        return request.contact != Span.NONE && Span.length(request.contact) <= MAX_ADDRESS
                && Address.tag(bytes, request.contact) != Address.MALFORMED;
    }

    /** Over UDP a missing Content-Length means: all that follows; what exceeds it is no part of the message. */
    private void limitBody() {
        if (request.body == Span.NONE || request.contentLength < 0) {
            return;
        }
        if (request.contentLength > Span.length(request.body)) {
            problem(Verdict.BAD_CONTENT_LENGTH);
            return;
        }
        int start = Span.start(request.body);
        request.body = Span.of(start, start + (int) request.contentLength);
    }

    private void problem(Verdict problem) {
        if (verdict == Verdict.REQUEST) {
            verdict = problem;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
