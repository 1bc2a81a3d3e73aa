package org.malloc4j.example.switchboard.call;

/** What each worker counts. The order is that of the words in shared memory. */
public enum Counter {
    /** Datagrams that came in. */
    RECEIVED,
    /** Datagrams sent. */
    SENT,
    /** Dialogs made. */
    CALLS_STARTED,
    /** Dialogs ended by BYE or CANCEL. */
    CALLS_ENDED,
    /** Requests that came again, and were answered from their transaction. */
    REQUESTS_REPEATED,
    /** Responses to INVITE that the switch sent again, because no ACK came. */
    RESPONSES_REPEATED,
    /** Calls dropped because no ACK came at all. */
    CALLS_ABANDONED,
    /** Calls dropped because nobody ended them. */
    CALLS_EXPIRED,
    /** Requests answered with an error of the client's. */
    REFUSED,
    /** Requests answered with 503: shared memory was exhausted. */
    UNAVAILABLE,
    /** Datagrams dropped because they could not be answered. */
    DROPPED,
    /** Empty datagrams and those of line ends only. */
    KEEP_ALIVES,
    /** Locks whose owner had died. */
    LOCKS_MENDED,
    /** Mistakes planted on purpose. */
    BUGS_PLANTED,
    /** Times that a worker waited for another one in the shared pool's allocator. */
    ALLOCATOR_WAITS
}
