package org.malloc4j.qmalloc;

/** A block's header word, as {@link QMallocLayout} draws it. */
final class Header {
    /** Whoever resized the block died before its new tail was written. */
    static final long UNGUARDED = 1L << 40;
    /** The block was freed and filled. */
    static final long FREED = 1L << 41;
    /** The block's memory shall not be used again. */
    static final long RETIRED = 1L << 42;

    private static final int CHECK_SHIFT = 44;
    private static final long PAYLOAD = (1L << CHECK_SHIFT) - 1;
    private static final int TAIL_SHIFT = 22;
    private static final long TAIL_MASK = (1L << 18) - 1;
    private static final long PID_MASK = (1L << TAIL_SHIFT) - 1;

    private Header() {
    }

    /** {@return a live block's header} @param secret the pool's @param at where it lies @param tail the tail's size @param pid who allocates */
    static long of(Secret secret, long at, long tail, long pid) {
        return seal(secret, at, tail << TAIL_SHIFT | pid);
    }

    /** {@return a header with flags added} @param secret the pool's @param at where it lies @param header the header @param flags some of the constants */
    static long with(Secret secret, long at, long header, long flags) {
        return seal(secret, at, header & PAYLOAD | flags);
    }

    /** {@return a header with another size of the tail} Flags go, but for {@link #RETIRED}. */
    static long resized(Secret secret, long at, long header, long tail) {
        return seal(secret, at, header & (PID_MASK | RETIRED) | tail << TAIL_SHIFT);
    }

    /** {@return the header of a block that leaves the quarantine: it promises nothing any more} */
    static long gone(Secret secret, long at, long header) {
        return seal(secret, at, header & PAYLOAD & ~FREED);
    }

    private static long seal(Secret secret, long at, long payload) {
        return secret.check(at, payload) & ~PAYLOAD | payload;
    }

    static boolean isIntact(Secret secret, long at, long header) {
        return seal(secret, at, header & PAYLOAD) == header;
    }

    /** {@return 0 if a header is intact: for whoever adds up before asking} */
    static long damage(Secret secret, long at, long header) {
        return (secret.check(at, header & PAYLOAD) ^ header) & ~PAYLOAD;
    }

    /** {@return the flags that are set} */
    static long flags(long header) {
        return header & (UNGUARDED | FREED | RETIRED);
    }

    /** {@return the size of the guard behind the block} */
    static long tail(long header) {
        return header >>> TAIL_SHIFT & TAIL_MASK;
    }

    /** {@return who allocated the block, or 0} */
    static long pid(long header) {
        return header & PID_MASK;
    }

    static boolean is(long header, long flag) {
        return (header & flag) != 0;
    }

    /** {@return a pid as headers hold it: 0 if it is too large} @param pid the pid */
    static long fit(long pid) {
        return pid > PID_MASK ? 0 : pid;
    }
}
