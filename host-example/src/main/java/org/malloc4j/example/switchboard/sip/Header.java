package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The header fields the switch reads, by their long and compact names; all others are passed over. */
enum Header {
    VIA("via", 'v'), FROM("from", 'f'), TO("to", 't'), CALL_ID("call-id", 'i'), CSEQ("cseq"), CONTACT("contact", 'm'),
    CONTENT_ENCODING("content-encoding", 'e'),
    CONTENT_LENGTH("content-length", 'l'), CONTENT_TYPE("content-type", 'c'), MAX_FORWARDS("max-forwards"),
    RECORD_ROUTE("record-route"), REQUIRE("require"), OTHER("");

    private static final Header[] ALL = values();
    private static final int NO_COMPACT_FORM = -1;

    private final byte[] name;
    private final int compact;

    Header(String name, int compact) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
        this.compact = compact;
    }

    Header(String name) {
        this(name, NO_COMPACT_FORM);
    }

    static Header of(MemorySegment bytes, int start, int end) {
        if (end - start == 1) {
            int letter = Ascii.at(bytes, start) | 0x20;
            for (Header header : ALL) {
                if (header.compact == letter) {
                    return header;
                }
            }
            return OTHER;
        }
        for (Header header : ALL) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, header.name)) {
                return header;
            }
        }
        return OTHER;
    }
}
