package org.malloc4j.example.switchboard.call;

import static org.malloc4j.example.switchboard.call.DialogLayout.*;

import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.inject.Bug;
import org.malloc4j.example.switchboard.sip.SipRequest;
import org.malloc4j.example.switchboard.sip.Span;
import org.malloc4j.example.switchboard.table.CallTable;
import org.malloc4j.example.switchboard.table.EntryLayout;
import org.malloc4j.example.switchboard.table.SharedWords;

/** Dialogs (RFC 3261 section 12) in the call table. Callers hold the lock of the stripe. */
final class Dialogs {
    private static final byte[] ROUTE_END = {'\n'};

    private final CallTable table;
    private final SharedWords words;
    private final Timers timers;
    private final Bug bug;

    Dialogs(CallTable table, Timers timers, Bug bug) {
        this.bug = bug;
        this.table = table;
        this.words = table.words();
        this.timers = timers;
    }

    /** The dialog that a request with a To tag belongs to, or {@link Pool#NULL}. */
    long find(long callHash, SipRequest request) {
        long toTag = request.toTag();
        long key = table.hash(request.bytes(), Span.start(toTag), Span.length(toTag));
        long entry = table.first(callHash);
        while (entry != Pool.NULL && !(isAlive(entry, key) && matches(entry, request))) {
            entry = table.next(entry);
        }
        return entry;
    }

    /** The dialog with this local tag, or {@link Pool#NULL}. */
    long findByLocalTag(long callHash, long localTagHash) {
        long entry = table.first(callHash);
        while (entry != Pool.NULL && !isAlive(entry, localTagHash)) {
            entry = table.next(entry);
        }
        return entry;
    }

    private boolean isAlive(long entry, long key) {
        return words.getInt(entry + EntryLayout.KIND) == EntryLayout.KIND_DIALOG
                && words.getLong(entry + EntryLayout.KEY) == key && words.getInt(entry + EntryLayout.STATE) == ALIVE;
    }

    private boolean matches(long entry, SipRequest request) {
        int callIdSize = words.getInt(entry + CALL_ID_SIZE);
        int remoteTagSize = words.getInt(entry + REMOTE_TAG_SIZE);
        long text = entry + TEXT;
        return same(text, callIdSize, request, request.callId())
                && same(text + callIdSize, remoteTagSize, request, request.fromTag())
                && same(text + callIdSize + remoteTagSize, words.getInt(entry + LOCAL_TAG_SIZE), request,
                        request.toTag());
    }

    private boolean same(long offset, int byteLength, SipRequest request, long span) {
        return words.hasBytes(offset, byteLength, request.bytes(), Span.start(span), Span.length(span));
    }

    /** Makes the dialog of a new call; {@link Pool#NULL} if the pool is exhausted, with nothing left behind. */
    long create(long stripe, long callHash, SipRequest request, byte[] localTag, long localTagHash, long now) {
        int routes = 0;
        for (int i = 0; i < request.recordRouteCount(); i++) {
            routes += Span.length(request.recordRoute(i)) + 1;
        }
        long textSize = Span.length(request.callId()) + Span.length(request.fromTag()) + localTag.length
                + Span.length(request.from()) + Span.length(request.to()) + (long) routes;
        long entry = table.reserve(stripe, callHash, EntryLayout.KIND_DIALOG, TEXT + textSize);
        if (entry == Pool.NULL) {
            return Pool.NULL;
        }
        words.putLong(entry + EntryLayout.KEY, localTagHash);
        words.putLong(entry + EntryLayout.DUE, now + timers.longestCall());
        words.putInt(entry + EntryLayout.STATE, ALIVE);
        words.putLong(entry + CREATED, now);
        words.putInt(entry + REMOTE_CSEQ, (int) request.cseqNumber());
        words.putInt(entry + CURRENT_SIDE, 1);
        writeText(entry, request, localTag, routes);
        table.insert(stripe, entry);
        if (!refresh(entry, request)) {
            table.remove(stripe, entry);
            return Pool.NULL;
        }
        return entry;
    }

    private void writeText(long entry, SipRequest request, byte[] localTag, int routes) {
        long position = entry + TEXT;
        position = write(position, entry + CALL_ID_SIZE, request, request.callId());
        position = write(position, entry + REMOTE_TAG_SIZE, request, request.fromTag());
        words.putBytes(position, localTag);
        words.putInt(entry + LOCAL_TAG_SIZE, localTag.length);
        position = write(position + localTag.length, entry + FROM_SIZE, request, request.from());
        position = write(position, entry + TO_SIZE, request, request.to());
        words.putInt(entry + ROUTES_SIZE, routes);
        for (int i = 0; i < request.recordRouteCount(); i++) {
            long route = request.recordRoute(i);
            words.putBytes(position, request.bytes(), Span.start(route), Span.length(route));
            position += Span.length(route);
            words.putBytes(position, ROUTE_END);
            position++;
        }
    }

    private long write(long position, long sizeOffset, SipRequest request, long span) {
        words.putInt(sizeOffset, Span.length(span));
        words.putBytes(position, request.bytes(), Span.start(span), Span.length(span));
        return position + Span.length(span);
    }

    /** Takes the remote target and session description from an INVITE; false, and nothing changed, if the pool is exhausted. */
    boolean refresh(long entry, SipRequest request) {
        int before = words.getInt(entry + CURRENT_SIDE);
        int after = 1 - before;
        int target = Span.length(request.contact());
        int sdp = Span.length(request.body());
        table.ownership().freeFrom(entry + side(after));
        long block = table.ownership().allocateInto(entry + side(after), (long) target + sdp);
        if (block == Pool.NULL) {
            return false;
        }
        words.putBytes(block, request.bytes(), Span.start(request.contact()), target);
        words.putBytes(block + target, request.bytes(), Span.start(request.body()), sdp);
        words.putInt(entry + targetSize(after), target);
        words.putInt(entry + sdpSize(after), sdp);
        words.putInt(entry + CURRENT_SIDE, after);
        table.ownership().freeFrom(entry + side(before));
        bug.described(block, (long) target + sdp);
        return true;
    }

    /** Whether a request within the dialog comes in order. */
    boolean isNewer(long entry, SipRequest request) {
        return request.cseqNumber() > words.getInt(entry + REMOTE_CSEQ);
    }

    /** Takes the CSeq of a request within the dialog, once it is served. */
    void advance(long entry, SipRequest request) {
        words.putInt(entry + REMOTE_CSEQ, (int) request.cseqNumber());
    }

    /** The hash of the tag that the switch gave to the call. */
    long localTagHash(long entry) {
        return words.getLong(entry + EntryLayout.KEY);
    }

    /** Ends a dialog: it is gone, with all it owns. */
    void end(long stripe, long entry) {
        long block = words.getLong(entry + side(words.getInt(entry + CURRENT_SIDE)));
        table.remove(stripe, entry);
        bug.ended(block);
    }

    /** Leaves a dialog to the next sweep: for those who walk the chain it is in. */
    void abandon(long stripe, long entry) {
        words.putInt(entry + EntryLayout.STATE, DEAD);
        table.due(stripe, entry, 1);
    }
}
