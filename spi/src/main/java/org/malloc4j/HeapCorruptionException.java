package org.malloc4j;

import java.util.Optional;

/**
 * Something overwrote a pool's own words. The message holds the evidence. The operation that noticed was refused and
 * changed nothing.
 */
public final class HeapCorruptionException extends MallocException {
    private static final long serialVersionUID = 1L;

    private final transient CorruptionReport report;

    /** @param message the whole sentence, with the evidence */
    public HeapCorruptionException(String message) {
        super(message);
        this.report = null;
    }

    /** @param report what is known; its text is the message */
    public HeapCorruptionException(CorruptionReport report) {
        super(report.text());
        this.report = report;
    }

    private HeapCorruptionException(String message, CorruptionReport report) {
        super(message);
        this.report = report;
    }

    /** {@return the same finding, found at the same place} @param consequence a sentence on what was done about it */
    public HeapCorruptionException andSo(String consequence) {
        HeapCorruptionException same = new HeapCorruptionException(getMessage() + "\n  " + consequence, report);
        same.setStackTrace(getStackTrace());
        return same;
    }

    /** {@return what is known of the corruption, if the allocator keeps such evidence} */
    public Optional<CorruptionReport> report() {
        return Optional.ofNullable(report);
    }
}
