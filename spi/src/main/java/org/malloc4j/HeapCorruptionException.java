package org.malloc4j;

import java.util.Optional;

/**
 * Something overwrote a pool's own words. The message holds the evidence. The operation that noticed was refused and
 * changed nothing.
 */
public final class HeapCorruptionException extends MallocException {
    private static final long serialVersionUID = 1L;

    private final long at;
    private final transient CorruptionReport report;

    /** @param message the whole sentence, with the evidence */
    public HeapCorruptionException(String message) {
        this(message, -1);
    }

    /**
     * @param message the whole sentence, with the evidence
     * @param at      where it was noticed: an offset in the pool's segment
     */
    public HeapCorruptionException(String message, long at) {
        this(message, at, null);
    }

    /** @param report what is known; its text is the message */
    public HeapCorruptionException(CorruptionReport report) {
        this(report.text(), report.evidence().at() < 0 ? report.block() : report.evidence().at(), report);
    }

    private HeapCorruptionException(String message, long at, CorruptionReport report) {
        super(message);
        this.at = at;
        this.report = report;
    }

    /** {@return the same finding, found at the same place} @param consequence a sentence on what was done about it */
    public HeapCorruptionException andSo(String consequence) {
        HeapCorruptionException same = new HeapCorruptionException(getMessage() + "\n  " + consequence, at, report);
        same.setStackTrace(getStackTrace());
        return same;
    }

    /** {@return where it was noticed: an offset, in bytes, in the pool's segment; -1 if that isn't known} */
    public long at() {
        return at;
    }

    /** {@return what is known of the corruption, if the allocator keeps such evidence} */
    public Optional<CorruptionReport> report() {
        return Optional.ofNullable(report);
    }
}
