package org.malloc4j.example.switchboard.call;

import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.sip.SipRequest;
import org.malloc4j.example.switchboard.sip.Span;
import org.malloc4j.example.switchboard.sip.Status;
import org.malloc4j.example.switchboard.table.CallTable;

/** Serves what concerns a call that exists: ACK, CANCEL, OPTIONS within it, and BYE (RFC 3261 sections 9.2, 13.3, 15). */
final class Endings {
    private final CallTable table;
    private final Timers timers;
    private final Transactions transactions;
    private final Dialogs dialogs;
    private final Outbox outbox;
    private final Answers answers;
    private final Counters counters;

    Endings(CallTable table, Timers timers, Transactions transactions, Dialogs dialogs, Outbox outbox, Answers answers,
            Counters counters) {
        this.table = table;
        this.timers = timers;
        this.transactions = transactions;
        this.dialogs = dialogs;
        this.outbox = outbox;
        this.answers = answers;
        this.counters = counters;
    }

    /** The ACK of a 2xx is found by the dialog, that of a refusal by the branch it shares with its INVITE. */
    void acknowledge(long stripe, long callHash, SipRequest request, long now) {
        long dialog = dialogs.find(callHash, request);
        long invite = dialog == Pool.NULL ? Pool.NULL
                : transactions.findInvite(callHash, dialogs.localTagHash(dialog), request.cseqNumber());
        if (invite != Pool.NULL && transactions.state(invite) == TransactionLayout.ACCEPTED) {
            transactions.settle(stripe, invite, now);
            return;
        }
        invite = transactions.find(callHash, request);
        if (invite != Pool.NULL && transactions.state(invite) == TransactionLayout.REFUSED) {
            transactions.settle(stripe, invite, now);
        }
    }

    /** Ends a call that still rings. One that was answered goes on: the client has to send BYE. */
    void cancel(long stripe, long callHash, SipRequest request, byte[] tag, long now) {
        long invite = transactions.find(callHash, request);
        if (invite == Pool.NULL || !transactions.isAnswered(invite)) {
            answers.refuse(Status.NO_SUCH_CALL, tag);
            return;
        }
        answers.done(transactions.localTag(invite));
        answers.send();
        if (transactions.state(invite) == TransactionLayout.RINGING) {
            long dialog = dialogs.findByLocalTag(callHash, transactions.localTagHash(invite));
            terminate(stripe, invite, now);
            if (dialog != Pool.NULL) {
                table.remove(stripe, dialog);
                counters.add(Counter.CALLS_ENDED);
            }
        }
    }

    /** Answers a ringing INVITE with 487, which is repeated until its ACK comes. */
    private void terminate(long stripe, long invite, long now) {
        transactions.fromStored(invite, outbox, Status.TERMINATED);
        boolean stored = transactions.store(invite, outbox, outbox.position(), outbox.writer());
        outbox.add(transactions.target(invite));
        if (stored) {
            transactions.expireAfter(invite, now);
            transactions.enter(stripe, invite, TransactionLayout.REFUSED, now + timers.t1());
        } else {
            transactions.settle(stripe, invite, now);
        }
    }

    void optionsInDialog(long callHash, SipRequest request, byte[] tag) {
        if (dialogs.find(callHash, request) == Pool.NULL) {
            answers.refuse(Status.NO_SUCH_CALL, tag);
        } else {
            answers.capabilities(tag);
        }
    }

    /**
     * Ends a call. The answer is stored before the call goes, so that a worker killed in between leaves either a call that
     * a repeated BYE ends, or an answer that it gets. Only when the pool is exhausted the call's memory goes first; if even
     * that doesn't help, a repeated BYE will be told that there is no such call, which is true by then.
     */
    void bye(long stripe, long callHash, SipRequest request, byte[] tag, long now) {
        long dialog = dialogs.find(callHash, request);
        if (dialog == Pool.NULL) {
            answers.refuse(Status.NO_SUCH_CALL, tag);
            return;
        }
        if (!dialogs.isNewer(dialog, request)) {
            answers.refuse(Status.OUT_OF_ORDER, tag);
            return;
        }
        boolean stored = storeDone(stripe, callHash, request, tag, now);
        end(stripe, callHash, dialog, now);
        if (!stored) {
            storeDone(stripe, callHash, request, tag, now);
        }
        answers.done(tag);
        answers.send();
    }

    /** A worker may have died after it stored the answer to BYE, and before it ended the call. */
    void endAfterRepeatedBye(long stripe, long callHash, SipRequest request, long now) {
        long dialog = dialogs.find(callHash, request);
        if (dialog != Pool.NULL) {
            end(stripe, callHash, dialog, now);
        }
    }

    private void end(long stripe, long callHash, long dialog, long now) {
        long localTagHash = dialogs.localTagHash(dialog);
        dialogs.end(stripe, dialog);
        counters.add(Counter.CALLS_ENDED);
        settleInvites(stripe, callHash, localTagHash, now);
    }

    /** Writes 200 and stores it in a new transaction; false, and no transaction, if the pool is exhausted. */
    private boolean storeDone(long stripe, long callHash, SipRequest request, byte[] tag, long now) {
        answers.done(tag);
        if (outbox.writer().overflowed()) {
            return true;
        }
        return transactions.createOver(stripe, callHash, request, answers.target(), now, outbox);
    }

    private void settleInvites(long stripe, long callHash, long localTagHash, long now) {
        for (long entry = table.first(callHash); entry != Pool.NULL; entry = table.next(entry)) {
            if (transactions.isInviteOf(entry, localTagHash)) {
                int state = transactions.state(entry);
                if (state == TransactionLayout.ACCEPTED) {
                    transactions.settle(stripe, entry, now);
                } else if (state == TransactionLayout.RINGING) {
                    terminate(stripe, entry, now);
                }
            }
        }
    }
}
