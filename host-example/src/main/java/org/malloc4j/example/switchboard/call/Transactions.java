package org.malloc4j.example.switchboard.call;

import static org.malloc4j.example.switchboard.call.TransactionLayout.*;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.sip.Method;
import org.malloc4j.example.switchboard.sip.ResponseWriter;
import org.malloc4j.example.switchboard.sip.SipRequest;
import org.malloc4j.example.switchboard.sip.Span;
import org.malloc4j.example.switchboard.sip.Status;
import org.malloc4j.example.switchboard.table.CallTable;
import org.malloc4j.example.switchboard.table.EntryLayout;
import org.malloc4j.example.switchboard.table.SharedWords;

/** Server transactions (RFC 3261 section 17.2, RFC 6026) in the call table. Callers hold the lock of the stripe. */
final class Transactions {
    private final CallTable table;
    private final SharedWords words;
    private final Timers timers;

    Transactions(CallTable table, Timers timers) {
        this.table = table;
        this.words = table.words();
        this.timers = timers;
    }

    /** The transaction of a request that came before; for ACK and CANCEL, the INVITE's. */
    long find(long callHash, SipRequest request) {
        Method method = request.method();
        boolean ofInvite = method == Method.ACK || method == Method.CANCEL;
        int wanted = ofInvite ? Method.INVITE.ordinal() : method.ordinal();
        long key = key(request);
        long entry = table.first(callHash);
        while (entry != Pool.NULL && !(isTransaction(entry) && words.getInt(entry + METHOD) == wanted
                && words.getLong(entry + EntryLayout.KEY) == key && matches(entry, request))) {
            entry = table.next(entry);
        }
        return entry;
    }

    /** A client of RFC 2543 has no unique branch: the whole Via, CSeq number and From tag stand in for it. */
    private boolean matches(long entry, SipRequest request) {
        long key = request.via().key();
        long sentBy = request.via().sentBy();
        int branchSize = words.getInt(entry + BRANCH_SIZE);
        boolean same = words.hasBytes(entry + KEY_BYTES, branchSize, request.bytes(), Span.start(key), Span.length(key))
                && words.hasBytes(entry + KEY_BYTES + branchSize, words.getInt(entry + SENT_BY_SIZE), request.bytes(),
                        Span.start(sentBy), Span.length(sentBy));
        return same && (request.via().unique() || words.getInt(entry + CSEQ) == request.cseqNumber()
                && words.getLong(entry + FROM_TAG_HASH) == hash(request, request.fromTag()));
    }

    /** The INVITE transaction that a 2xx's ACK, which has a branch of its own, is for. */
    long findInvite(long callHash, long localTagHash, long cseq) {
        long entry = table.first(callHash);
        while (entry != Pool.NULL && !(isInviteOf(entry, localTagHash) && words.getInt(entry + CSEQ) == cseq)) {
            entry = table.next(entry);
        }
        return entry;
    }

    boolean isInviteOf(long entry, long localTagHash) {
        return isTransaction(entry) && words.getInt(entry + METHOD) == Method.INVITE.ordinal()
                && words.getLong(entry + LOCAL_TAG_HASH) == localTagHash;
    }

    /** Whether the same INVITE came before over another path (RFC 3261 section 8.2.2.2). */
    boolean isMerged(long callHash, SipRequest request) {
        long fromTag = hash(request, request.fromTag());
        for (long entry = table.first(callHash); entry != Pool.NULL; entry = table.next(entry)) {
            if (isTransaction(entry) && words.getInt(entry + METHOD) == request.method().ordinal()
                    && words.getInt(entry + CSEQ) == request.cseqNumber()
                    && words.getLong(entry + FROM_TAG_HASH) == fromTag) {
                return true;
            }
        }
        return false;
    }

    /** How many entries a call has: one with too many is up to no good, and makes its chain slow. */
    int countOf(long callHash) {
        int count = 0;
        for (long entry = table.first(callHash); entry != Pool.NULL; entry = table.next(entry)) {
            count++;
        }
        return count;
    }

    /** Makes a transaction without a response yet; {@link Pool#NULL} if the pool is exhausted. */
    long create(long stripe, long callHash, SipRequest request, InetSocketAddress target, long now) {
        long entry = reserve(stripe, callHash, request, target, now, 0);
        if (entry != Pool.NULL) {
            table.insert(stripe, entry);
        }
        return entry;
    }

    /**
     * Makes a transaction that is over with the response at the outbox's position, in one block of just the size needed:
     * many of them linger at any time. False if the pool is exhausted.
     */
    boolean createOver(long stripe, long callHash, SipRequest request, InetSocketAddress target, long now, Outbox from) {
        ResponseWriter response = from.writer();
        long entry = reserve(stripe, callHash, request, target, now, response.length());
        if (entry == Pool.NULL) {
            return false;
        }
        words.putBytes(responseOf(entry), from.bytes(), from.position(), response.length());
        words.putInt(entry + COMMON_START, response.commonStart());
        words.putInt(entry + COMMON_END, response.commonEnd());
        words.putInt(entry + RESPONSE_SIZE, response.length());
        words.putInt(entry + EntryLayout.STATE, OVER);
        table.insert(stripe, entry);
        return true;
    }

    /** A response that will not change is behind the entry, any other in a block of its own. */
    private long responseOf(long entry) {
        long block = words.getLong(entry + RESPONSE);
        return block != Pool.NULL ? block
                : entry + byteSize(words.getInt(entry + BRANCH_SIZE), words.getInt(entry + SENT_BY_SIZE));
    }

    private long reserve(long stripe, long callHash, SipRequest request, InetSocketAddress target, long now,
                         int responseSize) {
        long key = request.via().key();
        long sentBy = request.via().sentBy();
        int branchSize = Span.length(key);
        int sentBySize = Span.length(sentBy);
        long entry = table.reserve(stripe, callHash, EntryLayout.KIND_TRANSACTION,
                byteSize(branchSize, sentBySize) + responseSize);
        if (entry == Pool.NULL) {
            return Pool.NULL;
        }
        words.putLong(entry + EntryLayout.KEY, key(request));
        words.putLong(entry + EntryLayout.DUE, timers.lingerUntil(now));
        words.putInt(entry + EntryLayout.STATE, UNANSWERED);
        words.putInt(entry + RESPONSE_SIZE, 0);
        words.putInt(entry + METHOD, request.method().ordinal());
        words.putLong(entry + EXPIRES, now + timers.giveUp());
        words.putInt(entry + INTERVAL, timers.t1());
        words.putInt(entry + CSEQ, (int) request.cseqNumber());
        words.putLong(entry + FROM_TAG_HASH, hash(request, request.fromTag()));
        words.putLong(entry + LOCAL_TAG_HASH, 0);
        byte[] address = target.getAddress().getAddress();
        words.putBytes(entry + ADDRESS, address);
        words.putInt(entry + ADDRESS_SIZE, address.length);
        words.putInt(entry + PORT, target.getPort());
        words.putInt(entry + BRANCH_SIZE, branchSize);
        words.putInt(entry + SENT_BY_SIZE, sentBySize);
        words.putBytes(entry + KEY_BYTES, request.bytes(), Span.start(key), branchSize);
        words.putBytes(entry + KEY_BYTES + branchSize, request.bytes(), Span.start(sentBy), sentBySize);
        return entry;
    }

    /** Notes the tag that the switch gave to the call. */
    void localTag(long entry, byte[] localTag, long localTagHash) {
        words.putBytes(entry + LOCAL_TAG, localTag);
        words.putLong(entry + LOCAL_TAG_HASH, localTagHash);
    }

    /** Notes the tag that the switch gave to the call, which a request within it carries. */
    void localTag(long entry, SipRequest request, long localTagHash) {
        words.putBytes(entry + LOCAL_TAG, request.bytes(), Span.start(request.toTag()), LocalTag.LENGTH);
        words.putLong(entry + LOCAL_TAG_HASH, localTagHash);
    }

    long localTagHash(long entry) {
        return words.getLong(entry + LOCAL_TAG_HASH);
    }

    /** From now on a response is repeated until it is given up. */
    void expireAfter(long entry, long now) {
        words.putLong(entry + EXPIRES, now + timers.giveUp());
        words.putInt(entry + INTERVAL, timers.t1());
    }

    byte[] localTag(long entry) {
        return words.getBytes(entry + LOCAL_TAG, LocalTag.LENGTH);
    }

    /** Stores a response as the transaction's last; false if the pool is exhausted. */
    boolean store(long entry, Outbox from, int offset, ResponseWriter response) {
        words.putInt(entry + RESPONSE_SIZE, 0);
        table.ownership().freeFrom(entry + RESPONSE);
        long block = table.ownership().allocateInto(entry + RESPONSE, response.length());
        if (block == Pool.NULL) {
            return false;
        }
        words.putBytes(block, from.bytes(), offset, response.length());
        words.putInt(entry + COMMON_START, response.commonStart());
        words.putInt(entry + COMMON_END, response.commonEnd());
        words.putInt(entry + RESPONSE_SIZE, response.length());
        return true;
    }

    /** Whether a response is stored, or was; otherwise a worker died before it came to that. */
    boolean isAnswered(long entry) {
        return state(entry) != UNANSWERED;
    }

    int state(long entry) {
        return words.getInt(entry + EntryLayout.STATE);
    }

    /** Enters a state in which a response is due at a time of its own. */
    void enter(long stripe, long entry, int state, long due) {
        words.putInt(entry + EntryLayout.STATE, state);
        table.due(stripe, entry, due);
    }

    /** The client has what it wanted: the response is freed, and the rest lingers to absorb late repetitions. */
    void settle(long stripe, long entry, long now) {
        words.putInt(entry + RESPONSE_SIZE, 0);
        table.ownership().freeFrom(entry + RESPONSE);
        enter(stripe, entry, OVER, timers.lingerUntil(now));
    }

    /** Puts the last response into the outbox again; while the call rings, that is 180. */
    void repeat(long entry, Outbox outbox) {
        int size = words.getInt(entry + RESPONSE_SIZE);
        if (size == 0) {
            return;
        }
        if (state(entry) == RINGING) {
            fromStored(entry, outbox, Status.RINGING);
        } else {
            outbox.writer().stored(outbox.position(), words.segment(), responseOf(entry), size);
        }
        outbox.add(target(entry));
    }

    /** Writes another response to the same request, of which only the stored response is left. */
    void fromStored(long entry, Outbox outbox, Status status) {
        ResponseWriter writer = outbox.writer();
        int start = words.getInt(entry + COMMON_START);
        writer.begin(outbox.position(), status);
        writer.common(words.segment(), responseOf(entry) + start, words.getInt(entry + COMMON_END) - start);
        writer.end();
    }

    InetSocketAddress target(long entry) {
        byte[] address = words.getBytes(entry + ADDRESS, words.getInt(entry + ADDRESS_SIZE));
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), words.getInt(entry + PORT));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("stored address has a wrong size: bytes=" + address.length, e);
        }
    }

    private boolean isTransaction(long entry) {
        return words.getInt(entry + EntryLayout.KIND) == EntryLayout.KIND_TRANSACTION;
    }

    private long key(SipRequest request) {
        return hash(request, request.via().key());
    }

    private long hash(SipRequest request, long span) {
        return table.hash(request.bytes(), Span.start(span), Span.length(span));
    }
}
