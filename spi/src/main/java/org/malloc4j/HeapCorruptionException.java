package org.malloc4j;

/**
 * Something overwrote a pool's own words. The message holds the evidence. The operation that noticed was refused and
 * changed nothing.
 */
public final class HeapCorruptionException extends MallocException {
    private static final long serialVersionUID = 1L;

    /** @param message the whole sentence, with the evidence */
    public HeapCorruptionException(String message) {
        super(message);
    }
}
