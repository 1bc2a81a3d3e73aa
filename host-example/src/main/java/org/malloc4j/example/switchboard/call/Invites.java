package org.malloc4j.example.switchboard.call;

import java.net.InetSocketAddress;
import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.sip.ResponseWriter;
import org.malloc4j.example.switchboard.sip.SipRequest;
import org.malloc4j.example.switchboard.sip.Span;
import org.malloc4j.example.switchboard.sip.Status;
import org.malloc4j.example.switchboard.table.CallTable;

/** Sets calls up, and changes calls that stand (RFC 3261 sections 13.3 and 14.2). */
final class Invites {
    private final CallTable table;
    private final Timers timers;
    private final Transactions transactions;
    private final Dialogs dialogs;
    private final Outbox outbox;
    private final Answers answers;
    private final Counters counters;

    Invites(CallTable table, Timers timers, Transactions transactions, Dialogs dialogs, Outbox outbox, Answers answers,
            Counters counters) {
        this.table = table;
        this.timers = timers;
        this.transactions = transactions;
        this.dialogs = dialogs;
        this.outbox = outbox;
        this.answers = answers;
        this.counters = counters;
    }

    void invite(long stripe, long callHash, SipRequest request, byte[] tag, long tagHash, long now) {
        if (request.toTag() == Span.NONE) {
            if (transactions.isMerged(callHash, request)) {
                answers.refuse(Status.LOOP, tag);
            } else {
                newCall(stripe, callHash, request, tag, tagHash, now);
            }
            return;
        }
        long dialog = dialogs.find(callHash, request);
        if (dialog == Pool.NULL) {
            answers.refuse(Status.NO_SUCH_CALL, tag);
        } else if (!dialogs.isNewer(dialog, request)) {
            answers.refuse(Status.OUT_OF_ORDER, tag);
        } else {
            change(stripe, callHash, dialog, request, tag, now);
        }
    }

    private void newCall(long stripe, long callHash, SipRequest request, byte[] tag, long tagHash, long now) {
        long stale = dialogs.findByLocalTag(callHash, tagHash);
        if (stale != Pool.NULL) {
            table.remove(stripe, stale);
        }
        long transaction = transactions.create(stripe, callHash, request, answers.target(), now);
        if (transaction == Pool.NULL) {
            answers.unavailable(tag);
            return;
        }
        transactions.localTag(transaction, tag, tagHash);
        long dialog = dialogs.create(stripe, callHash, request, tag, tagHash, now);
        if (dialog == Pool.NULL) {
            table.remove(stripe, transaction);
            answers.unavailable(tag);
            return;
        }
        if (answer(stripe, transaction, tag, timers.ring(), now)) {
            counters.add(Counter.CALLS_STARTED);
        } else {
            table.remove(stripe, dialog);
        }
    }

    private void change(long stripe, long callHash, long dialog, SipRequest request, byte[] tag, long now) {
        long transaction = transactions.create(stripe, callHash, request, answers.target(), now);
        if (transaction == Pool.NULL) {
            answers.unavailable(tag);
            return;
        }
        if (!dialogs.refresh(dialog, request)) {
            table.remove(stripe, transaction);
            answers.unavailable(tag);
            return;
        }
        transactions.localTag(transaction, request, dialogs.localTagHash(dialog));
        if (answer(stripe, transaction, tag, 0, now)) {
            dialogs.advance(dialog, request);
        }
    }

    /** Writes 180 and 200, stores the latter, and sends what is due now; otherwise the transaction is gone again. */
    private boolean answer(long stripe, long transaction, byte[] tag, int ring, long now) {
        int before = outbox.position();
        InetSocketAddress target = answers.target();
        answers.ringing(tag);
        ResponseWriter writer = outbox.writer();
        boolean fits = !writer.overflowed();
        if (fits) {
            outbox.add(target);
            answers.accepted(tag);
            fits = !writer.overflowed();
        }
        if (fits && transactions.store(transaction, outbox, outbox.position(), writer)) {
            if (ring == 0) {
                outbox.add(target);
            }
            int state = ring == 0 ? TransactionLayout.ACCEPTED : TransactionLayout.RINGING;
            transactions.enter(stripe, transaction, state, now + (ring == 0 ? timers.t1() : ring));
            return true;
        }
        table.remove(stripe, transaction);
        outbox.truncate(before);
        if (fits) {
            answers.unavailable(tag);
        } else {
            counters.add(Counter.DROPPED);
        }
        return false;
    }
}
