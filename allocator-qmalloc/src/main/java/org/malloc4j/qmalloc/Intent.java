package org.malloc4j.qmalloc;

/**
 * What one step of the common path is about to do, in one word, with which it can be done again.
 *
 * <pre>
 *    47                              4  3    2   1    0
 *   +---------------------------------+-----+------+-----+
 *   |  fragment / 8                   | odd | turn | step|
 *   +---------------------------------+-----+------+-----+
 *   odd:   whether the number of fragments in the quarantine will be odd
 *   turn:  what the turn will be of the word that counts the bytes asked for
 * </pre>
 *
 * Every step that changes one of these words changes this bit of it. So whether it was counted can be told from
 * the word, and that is all that can't be told from elsewhere.
 */
final class Intent {
    /** mark := 0; link := head; head := fragment; requested. */
    static final long PASS = 0;
    /** head := next fragment; mark := 1; requested. */
    static final long TAKE = 1;
    /** mark := 0; link of the newest := block; newest := block; quarantined; requested. */
    static final long ADMIT = 2;
    /** link := head; head := fragment; oldest := the next one; quarantined. */
    static final long RELEASE = 3;

    private static final long STEP_MASK = 3;
    private static final int TURN_SHIFT = 2;
    private static final int ODD_SHIFT = 3;
    private static final int FRAGMENT_SHIFT = 4;
    private static final int WORD_SHIFT = 3;

    private Intent() {
    }

    /** {@return the word} @param step one of the constants @param fragment where @param sums the quarantine's, afterwards @param requested the bytes asked for, afterwards */
    static long of(long step, long fragment, long sums, long requested) {
        return fragment >>> WORD_SHIFT << FRAGMENT_SHIFT | odd(sums) << ODD_SHIFT | turn(requested) << TURN_SHIFT | step;
    }

    static long step(long intent) {
        return intent & STEP_MASK;
    }

    static long fragment(long intent) {
        return intent >>> FRAGMENT_SHIFT << WORD_SHIFT;
    }

    static boolean isCountedIn(long intent, long sums) {
        return odd(sums) == (intent >>> ODD_SHIFT & 1);
    }

    static boolean isRequested(long intent, long requested) {
        return turn(requested) == (intent >>> TURN_SHIFT & 1);
    }

    private static long odd(long sums) {
        return QMallocLayout.number(sums) & 1;
    }

    private static long turn(long requested) {
        return requested >>> Long.SIZE - 1;
    }
}
