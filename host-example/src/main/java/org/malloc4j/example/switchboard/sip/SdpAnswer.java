package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Answers a session description (RFC 3264): the first audio stream is accepted, inactive, since the switch carries no
 * media; all others are refused with port 0. Without an offer, it makes one.
 */
public final class SdpAnswer {
    private static final byte[] MEDIA = ascii("m=");
    private static final byte[] AUDIO = ascii("audio");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] REFUSED = ascii(" 0");
    private static final byte[] ACCEPTED = ascii(" 9");
    private static final byte[] INACTIVE = ascii("a=inactive\r\n");
    private static final byte[] OFFER = ascii("m=audio 9 RTP/AVP 0\r\na=inactive\r\n");

    private final byte[] session;
    private final MemorySegment body;
    private final ResponseWriter writer;

    /**
     * @param host the switch's address, as text
     * @param body the buffer to write to
     */
    public SdpAnswer(String host, MemorySegment body) {
        String family = host.indexOf(':') < 0 ? "IP4 " : "IP6 ";
        session = ascii("v=0\r\no=switchboard 1 1 IN " + family + host + "\r\ns=-\r\nc=IN " + family + host
                + "\r\nt=0 0\r\n");
        this.body = body;
        this.writer = new ResponseWriter(body);
    }

    /** {@return the buffer the answer is in} */
    public MemorySegment body() {
        return body;
    }

    /** Writes the answer to an offer, and returns its size in bytes; -1 if it is too large. */
    public int write(MemorySegment bytes, long offer) {
        writer.stored(0, body, 0, 0);
        writer.raw(session);
        if (Span.isEmpty(offer)) {
            writer.raw(OFFER);
        } else {
            answer(bytes, Span.start(offer), Span.end(offer));
        }
        return writer.overflowed() ? -1 : writer.length();
    }

    private void answer(MemorySegment bytes, int start, int end) {
        boolean accepted = false;
        int line = start;
        while (line < end) {
            int feed = Ascii.find(bytes, line, end, '\n');
            int next = feed < 0 ? end : feed + 1;
            int lineEnd = feed < 0 ? end : feed;
            if (lineEnd > line && bytes.get(ValueLayout.JAVA_BYTE, lineEnd - 1) == '\r') {
                lineEnd--;
            }
            int media = line + MEDIA.length;
            if (media <= lineEnd && Ascii.equals(bytes, line, media, MEDIA)) {
                accepted |= stream(bytes, media, lineEnd, !accepted);
            }
            line = next;
        }
    }

    /** Answers one {@code m=} line: its media, our port, and its protocol and formats; true if it was accepted. */
    private boolean stream(MemorySegment bytes, int media, int end, boolean mayAccept) {
        int afterMedia = Ascii.find(bytes, media, end, ' ');
        int afterPort = afterMedia < 0 ? -1 : Ascii.find(bytes, afterMedia + 1, end, ' ');
        if (afterPort < 0) {
            return false;
        }
        boolean accept = mayAccept && Ascii.equals(bytes, media, afterMedia, AUDIO);
        writer.raw(MEDIA);
        writer.copy(bytes, Span.of(media, afterMedia));
        writer.raw(accept ? ACCEPTED : REFUSED);
        writer.copy(bytes, Span.of(afterPort, end));
        writer.raw(LINE_END);
        if (accept) {
            writer.raw(INACTIVE);
        }
        return accept;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
