package org.malloc4j.example.switchboard.call;

import org.malloc4j.example.switchboard.table.EntryLayout;

/**
 * The layout of a server transaction: after the {@linkplain EntryLayout common part}, whose first owned block is the last
 * response and whose own key is the hash of the client's branch,
 *
 * <pre>
 *   0               4               8               12              16
 *  +---------------+---------------+---------------+---------------+
 *  | response size | method        | common start  | common end    | 56
 *  +---------------+---------------+---------------+---------------+
 *  | expires, in ms                | interval, ms  | CSeq number   | 72
 *  +---------------+---------------+---------------+---------------+
 *  | hash of the From tag          | hash of the local tag         | 88
 *  +---------------+---------------+---------------+---------------+
 *  | local tag                                                     | 104
 *  +---------------+---------------+---------------+---------------+
 *  | address to answer, 4 or 16 bytes                              | 120
 *  +---------------+---------------+---------------+---------------+
 *  | address size  | port          | branch size   | sent-by size  | 136
 *  +---------------+---------------+---------------+---------------+
 *  | branch, sent-by, and the response if it is no block of its own   152
 *  +---------------
 * </pre>
 */
final class TransactionLayout {
    /** Made, but no response stored yet. */
    static final int UNANSWERED = 0;
    /** An INVITE whose final response waits for its time; retransmissions get 180. */
    static final int RINGING = 1;
    /** An INVITE answered with 200, which is repeated until ACK. */
    static final int ACCEPTED = 2;
    /** An INVITE refused, which is repeated until ACK. */
    static final int REFUSED = 3;
    /** Over: answered, if it is no INVITE; otherwise acknowledged, too. It only absorbs what the network delivers late. */
    static final int OVER = 4;

    static final int RESPONSE = EntryLayout.FIRST_OWNED;

    static final int RESPONSE_SIZE = EntryLayout.LENGTH;
    static final int METHOD = RESPONSE_SIZE + Integer.BYTES;
    static final int COMMON_START = METHOD + Integer.BYTES;
    static final int COMMON_END = COMMON_START + Integer.BYTES;
    static final int EXPIRES = COMMON_END + Integer.BYTES;
    static final int INTERVAL = EXPIRES + Long.BYTES;
    static final int CSEQ = INTERVAL + Integer.BYTES;
    static final int FROM_TAG_HASH = CSEQ + Integer.BYTES;
    static final int LOCAL_TAG_HASH = FROM_TAG_HASH + Long.BYTES;
    static final int LOCAL_TAG = LOCAL_TAG_HASH + Long.BYTES;
    static final int ADDRESS = LOCAL_TAG + LocalTag.LENGTH;
    static final int ADDRESS_SIZE = ADDRESS + 16;
    static final int PORT = ADDRESS_SIZE + Integer.BYTES;
    static final int BRANCH_SIZE = PORT + Integer.BYTES;
    static final int SENT_BY_SIZE = BRANCH_SIZE + Integer.BYTES;
    static final int KEY_BYTES = SENT_BY_SIZE + Integer.BYTES;

    private TransactionLayout() {
    }

    static long byteSize(int branchSize, int sentBySize) {
        return KEY_BYTES + (long) branchSize + sentBySize;
    }
}
