package org.malloc4j.example.switchboard.sip;

/** A range of bytes of a message, packed into one {@code long}, so that parsing creates no objects. */
public final class Span {
    /** No range: the header or parameter isn't there. */
    public static final long NONE = 0L;

    private Span() {
    }

    /** {@return the range from {@code start} to before {@code end}} */
    public static long of(int start, int end) {
        return ((long) start << Integer.SIZE) | end;
    }

    /** {@return where the range starts} */
    public static int start(long span) {
        return (int) (span >>> Integer.SIZE);
    }

    /** {@return the first byte after the range} */
    public static int end(long span) {
        return (int) span;
    }

    /** {@return how many bytes the range has} */
    public static int length(long span) {
        return end(span) - start(span);
    }

    /** {@return whether the range has no bytes} */
    public static boolean isEmpty(long span) {
        return length(span) == 0;
    }
}
