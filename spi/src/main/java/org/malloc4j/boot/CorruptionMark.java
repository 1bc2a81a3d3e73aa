package org.malloc4j.boot;

import java.time.Instant;
import java.util.Optional;

/**
 * Who marked a shared pool corrupt, and when. It is one word of the superblock, stored at once: a process that is killed
 * on the way leaves the whole mark or none.
 *
 * <pre>
 *  63              32 31               0
 *  +-----------------+-----------------+
 *  | time, in s      | pid             |   0: not marked
 *  +-----------------+-----------------+
 * </pre>
 *
 * @param pid the process that found the pool's memory damaged
 * @param at  when it did, to the second
 */
record CorruptionMark(long pid, Instant at) {
    /** What the word holds while nobody marked the pool. */
    static final long NONE = 0;

    private static final int TIME_SHIFT = 32;
    private static final long PID_MASK = (1L << TIME_SHIFT) - 1;

    /** {@return this process's mark, made now} */
    static CorruptionMark here() {
        return new CorruptionMark(Machine.pid(), Instant.ofEpochSecond(Instant.now().getEpochSecond()));
    }

    /** {@return the mark that a word of the superblock holds} */
    static Optional<CorruptionMark> of(long word) {
        return word == NONE ? Optional.empty()
                : Optional.of(new CorruptionMark(word & PID_MASK, Instant.ofEpochSecond(word >>> TIME_SHIFT)));
    }

    /** {@return what the superblock's word shall hold} */
    long word() {
        return at.getEpochSecond() << TIME_SHIFT | pid & PID_MASK;
    }

    /** {@return what happened and what it means; what to do depends on who asks} */
    String sentence(PoolFiles files) {
        return "pool is corrupt: file=" + files.pool() + " markedBy=" + pid + " at=" + at + " evidence="
                + files.evidence(pid) + "; that process found its memory damaged and marked it, so that nobody uses it "
                + "any more";
    }
}
