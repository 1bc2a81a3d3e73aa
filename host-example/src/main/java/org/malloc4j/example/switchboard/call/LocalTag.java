package org.malloc4j.example.switchboard.call;

import java.lang.foreign.MemorySegment;
import org.malloc4j.example.switchboard.sip.SipRequest;
import org.malloc4j.example.switchboard.sip.Span;
import org.malloc4j.example.switchboard.table.CallTable;

/**
 * Makes the tag that the switch adds to To. It is a keyed hash of what identifies the request: nobody outside can guess
 * it, and a repeated request gets the same one, even from another worker and even if nothing was stored.
 */
final class LocalTag {
    /** The bytes of every tag the switch makes. */
    static final int LENGTH = 16;

    private static final int DIGIT_BITS = 4;

    private final CallTable table;
    private final byte[] digits = new byte[LENGTH];
    private final MemorySegment segment = MemorySegment.ofArray(digits);
    private final long[] parts = new long[4];
    private final MemorySegment partsSegment = MemorySegment.ofArray(parts);

    LocalTag(CallTable table) {
        this.table = table;
    }

    /** Makes the tag for a request; the array is used again for the next one. */
    byte[] of(SipRequest request, long callIdHash) {
        MemorySegment bytes = request.bytes();
        parts[0] = callIdHash;
        parts[1] = hash(bytes, request.fromTag());
        parts[2] = hash(bytes, request.via().key());
        parts[3] = request.cseqNumber();
        long tag = table.hash(partsSegment, 0, parts.length * Long.BYTES);
        for (int i = LENGTH - 1; i >= 0; i--) {
            int digit = (int) tag & 0xF;
            digits[i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
            tag >>>= DIGIT_BITS;
        }
        return digits;
    }

    /** {@return the tag last made} */
    MemorySegment segment() {
        return segment;
    }

    private long hash(MemorySegment bytes, long span) {
        return table.hash(bytes, Span.start(span), Span.length(span));
    }
}
