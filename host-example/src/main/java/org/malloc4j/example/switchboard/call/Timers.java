package org.malloc4j.example.switchboard.call;

/**
 * How long things take, in milliseconds (RFC 3261 section 17.1.1.1 and appendix A).
 *
 * @param t1           the estimated round trip: the first wait before a response is repeated
 * @param t2           the longest wait between repetitions
 * @param giveUp       how long a response is repeated without an answer
 * @param linger       how long a transaction is kept after its end, to absorb what is repeated late
 * @param lingerWhenFilling how long it is kept, if that is less, while the shared pool is more than half full
 * @param ring         how long a call rings before it is answered; 0: no time at all
 * @param longestCall  when a call whose caller vanished without a word is given up
 */
public record Timers(int t1, int t2, int giveUp, int linger, int lingerWhenFilling, int ring, long longestCall) {

    /**
     * Nothing is ever due later than this. Twice the longest timer, since another worker may have set it by a clock that
     * it read a moment later than we did.
     */
    long farthest() {
        return 2 * Math.max(longestCall, 2L * giveUp + linger + ring);
    }

    /**
     * How long a transaction lingers while the shared pool is filling up: the less, the fuller it is, down to nothing. New
     * calls are worth more than repetitions of old requests.
     *
     * @param free the part of the pool that is free, from 0 to 1/2
     */
    long lingerWhenFilling(double free) {
        return Math.min(linger, (long) (2 * free * lingerWhenFilling));
    }

    /** Rounds the end of lingering up, so that many are swept together, but not by so much that it matters while filling. */
    long lingerUntil(long now) {
        long step = Math.max(1, Math.min(linger, lingerWhenFilling) / 8);
        return (now + linger + step - 1) / step * step;
    }
}
