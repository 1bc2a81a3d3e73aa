package org.malloc4j;

import java.util.Optional;

/**
 * A number was passed as a block that is no live block of the pool: freed before, the middle of a block, or never one.
 * The pool is as it was before the call.
 */
public final class IllegalBlockException extends MallocException {
    private static final long serialVersionUID = 1L;

    private final long block;
    private final transient CorruptionReport report;

    /**
     * @param message the whole sentence
     * @param block   the number that was passed
     */
    public IllegalBlockException(String message, long block) {
        super(message);
        this.block = block;
        this.report = null;
    }

    /**
     * @param message the whole sentence
     * @param block   the number that was passed
     * @param report  what is known of the number
     */
    public IllegalBlockException(String message, long block, CorruptionReport report) {
        super(message);
        this.block = block;
        this.report = report;
    }

    /** {@return the number that was passed as a block} */
    public long block() {
        return block;
    }

    /** {@return what is known of the number, if the allocator keeps such evidence} */
    public Optional<CorruptionReport> report() {
        return Optional.ofNullable(report);
    }
}
