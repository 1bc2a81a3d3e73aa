package org.malloc4j;

/** What every exception of malloc4j has in common: a message that says what happened, what it means, what to do. */
public abstract class MallocException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the whole sentence */
    protected MallocException(String message) {
        super(message);
    }

    /**
     * @param message the whole sentence
     * @param cause   what led to it
     */
    protected MallocException(String message, Throwable cause) {
        super(message, cause);
    }
}
