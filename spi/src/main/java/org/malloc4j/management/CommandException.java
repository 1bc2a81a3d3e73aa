package org.malloc4j.management;

/** A command that can't be carried out, as the one sentence that says why. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param sentence why not, and what to do about it */
    public CommandException(String sentence) {
        super(sentence);
    }

    /** @param sentence why not, and what to do about it @param cause what showed it */
    public CommandException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
