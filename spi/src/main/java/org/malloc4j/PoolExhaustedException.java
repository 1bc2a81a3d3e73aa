package org.malloc4j;

/**
 * A pool can't serve a request. The message says what was asked, what is free in all, the largest free fragment, which
 * configuration key raises the limit and, when there would be enough memory if it were in one piece, that it isn't.
 */
public final class PoolExhaustedException extends MallocException {
    private static final long serialVersionUID = 1L;

    private final long byteSize;
    private final long largestFree;

    /**
     * @param message     the whole sentence
     * @param byteSize    the bytes that were asked for
     * @param largestFree the largest request, in bytes, that would have succeeded
     */
    public PoolExhaustedException(String message, long byteSize, long largestFree) {
        super(message);
        this.byteSize = byteSize;
        this.largestFree = largestFree;
    }

    /** {@return the bytes that were asked for} */
    public long byteSize() {
        return byteSize;
    }

    /** {@return the largest request, in bytes, that would have succeeded when this one was refused} */
    public long largestFree() {
        return largestFree;
    }
}
