package org.malloc4j.example.switchboard.call;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.inject.Bug;
import org.malloc4j.example.switchboard.sip.Method;
import org.malloc4j.example.switchboard.sip.SipParser;
import org.malloc4j.example.switchboard.sip.SipRequest;
import org.malloc4j.example.switchboard.sip.Source;
import org.malloc4j.example.switchboard.sip.Span;
import org.malloc4j.example.switchboard.sip.Status;
import org.malloc4j.example.switchboard.sip.Verdict;
import org.malloc4j.example.switchboard.table.CallTable;

/**
 * Serves SIP requests as a user agent server (RFC 3261 section 8.2): what comes in goes to the part of the switch that
 * knows what to do with it, under the lock of its call. Used by one thread; any number of them, in any process, may serve
 * the same table.
 */
public final class CallSwitch {
    /** With more entries a Call-ID is no call: it would only make everybody's chains long. */
    private static final int MAX_ENTRIES_PER_CALL = 64;

    private final SipParser parser = new SipParser();
    private final SipRequest request = new SipRequest();
    private final Source source = new Source();
    private final CallTable table;
    private final Counters counters;
    private final Outbox outbox;
    private final Transactions transactions;
    private final Answers answers;
    private final LocalTag localTag;
    private final Invites invites;
    private final Endings endings;

    /**
     * @param table    where calls are
     * @param timers   how long things take
     * @param counters where to count
     * @param outbox   where answers go
     * @param address  the switch's own address
     * @param scratch  a buffer for session descriptions
     * @param bug      what is wrong with this switch
     */
    public CallSwitch(CallTable table, Timers timers, Counters counters, Outbox outbox, InetSocketAddress address,
                      MemorySegment scratch, Bug bug) {
        this.table = table;
        this.counters = counters;
        this.outbox = outbox;
        this.transactions = new Transactions(table, timers);
        Dialogs dialogs = new Dialogs(table, timers, bug);
        this.answers = new Answers(request, source, outbox, counters, address, scratch);
        this.localTag = new LocalTag(table);
        this.endings = new Endings(table, timers, transactions, dialogs, outbox, answers, counters);
        this.invites = new Invites(table, timers, transactions, dialogs, outbox, answers, counters);
    }

    /**
     * Serves one datagram. What is to be sent is in the outbox afterwards.
     *
     * @param bytes      the buffer it is in; changed where header lines are folded
     * @param byteLength its size
     * @param sender     who sent it
     * @param now        the time, in milliseconds
     */
    public void receive(MemorySegment bytes, int byteLength, InetSocketAddress sender, long now) {
        counters.add(Counter.RECEIVED);
        Verdict verdict = parser.parse(bytes, byteLength, request);
        if (verdict == Verdict.KEEP_ALIVE) {
            counters.add(Counter.KEEP_ALIVES);
            return;
        }
        source.set(sender);
        if (verdict != Verdict.REQUEST) {
            refuse(verdict);
            return;
        }
        long callHash = hash(request.callId());
        if (request.method() == Method.ACK || !stateless(callHash)) {
            serve(callHash, now);
        }
    }

    private void refuse(Verdict verdict) {
        if (verdict.isProblem() && request.answerable()) {
            answers.refuse(verdict.response(), localTag.of(request, hash(request.callId())));
        } else {
            counters.add(Counter.DROPPED);
        }
    }

    /** Answers what needs no memory of it: errors that are the same for every repetition, and OPTIONS outside of a call. */
    private boolean stateless(long callHash) {
        Method method = request.method();
        byte[] tag = localTag.of(request, callHash);
        if (!method.served()) {
            answers.refuseMethod(method == Method.UNKNOWN ? Status.NOT_IMPLEMENTED : Status.METHOD_NOT_ALLOWED, tag);
        } else if (request.requiresExtension() && method != Method.CANCEL) {
            answers.refuseExtension(tag);
        } else if (method == Method.INVITE && !answers.understandsBody()) {
            answers.refuseBody(tag);
        } else if (method == Method.OPTIONS && request.toTag() == Span.NONE) {
            answers.capabilities(tag);
        } else if (method == Method.BYE && request.toTag() == Span.NONE) {
            answers.refuse(Status.NO_SUCH_CALL, tag);
        } else {
            return false;
        }
        return true;
    }

    private void serve(long callHash, long now) {
        long stripe = table.stripeOf(callHash);
        if (table.lock(stripe)) {
            counters.add(Counter.LOCKS_MENDED);
        }
        try {
            switch (request.method()) {
                case ACK -> endings.acknowledge(stripe, callHash, request, now);
                case CANCEL -> endings.cancel(stripe, callHash, request, localTag.of(request, callHash), now);
                case OPTIONS -> endings.optionsInDialog(callHash, request, localTag.of(request, callHash));
                default -> serveOnce(stripe, callHash, now);
            }
        } finally {
            table.unlock(stripe);
        }
    }

    /** Serves INVITE and BYE, unless they came before: then they get the same answer again. */
    private void serveOnce(long stripe, long callHash, long now) {
        long before = transactions.find(callHash, request);
        if (before != Pool.NULL && transactions.isAnswered(before)) {
            counters.add(Counter.REQUESTS_REPEATED);
            transactions.repeat(before, outbox);
            if (request.method() == Method.BYE) {
                endings.endAfterRepeatedBye(stripe, callHash, request, now);
            }
            return;
        }
        if (before != Pool.NULL) {
            table.remove(stripe, before);
        }
        byte[] tag = localTag.of(request, callHash);
        if (request.method() == Method.BYE) {
            endings.bye(stripe, callHash, request, tag, now);
        } else if (transactions.countOf(callHash) >= MAX_ENTRIES_PER_CALL) {
            answers.unavailable(tag);
        } else {
            invites.invite(stripe, callHash, request, tag, hash(localTag), now);
        }
    }

    private long hash(long span) {
        return table.hash(request.bytes(), Span.start(span), Span.length(span));
    }

    private long hash(LocalTag tag) {
        return table.hash(tag.segment(), 0, LocalTag.LENGTH);
    }
}
