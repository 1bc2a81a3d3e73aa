package org.malloc4j.boot;

/** A start that can't go on, as the one sentence that says why; it becomes a problem of the boot exception. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What to do about a file that is in the way. */
    static final String MOVE_AWAY = "Move the file away, or set malloc4j.instance to another name.";

    Refusal(String sentence) {
        super(sentence);
    }

    Refusal(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
