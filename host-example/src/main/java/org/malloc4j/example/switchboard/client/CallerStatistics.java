package org.malloc4j.example.switchboard.client;

/** What the callers counted. One thread writes, any may read. */
public final class CallerStatistics {
    private volatile long started;
    private volatile long completed;
    private volatile long failed;
    private volatile long retransmissions;
    private volatile String firstFailure = "";

    // Only the callers' one thread counts, so a plain read and a volatile write suffice.
    void countStarted() {
        started = started + 1;
    }

    void countCompleted() {
        completed = completed + 1;
    }

    void countRetransmission() {
        retransmissions = retransmissions + 1;
    }

    void countFailed(String reason) {
        if (failed == 0) {
            firstFailure = reason;
        }
        failed = failed + 1;
    }

    public long started() {
        return started;
    }

    public long completed() {
        return completed;
    }

    public long failed() {
        return failed;
    }

    public long retransmissions() {
        return retransmissions;
    }

    /** {@return why the first call failed, or nothing} */
    public String firstFailure() {
        return firstFailure;
    }
}
