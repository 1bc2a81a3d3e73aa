package org.malloc4j;

/**
 * A number was passed as a block that is no live block of the pool: freed before, the middle of a block, or never one.
 * The pool is as it was before the call.
 */
public final class IllegalBlockException extends MallocException {
    private static final long serialVersionUID = 1L;

    private final long block;

    /**
     * @param message the whole sentence
     * @param block   the number that was passed
     */
    public IllegalBlockException(String message, long block) {
        super(message);
        this.block = block;
    }

    /** {@return the number that was passed as a block} */
    public long block() {
        return block;
    }
}
