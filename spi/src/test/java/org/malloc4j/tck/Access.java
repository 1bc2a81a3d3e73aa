package org.malloc4j.tck;

/**
 * What a process did to a region at one moment, as far as another process can tell, or order depends on it.
 *
 * @param kind     how
 * @param offset   where
 * @param byteSize how many bytes: 1 or 8, 0 for {@link Kind#FENCE}, or a range for {@link Kind#RESERVE}
 * @param value    what was stored there
 */
record Access(Kind kind, long offset, long byteSize, long value) {

    /** How a word or byte was accessed, and what the order of accesses before and after it may become. */
    enum Kind {
        /** A plain store. A range that is filled is so many of them. */
        PLAIN(false, false),
        /** A release store: nothing before it comes after it. Plain stores after it may come before it. */
        RELEASE(true, false),
        /** A compare-and-set that succeeded: nothing passes it in either direction. */
        COMPARE_AND_SET(true, true),
        /** A load with acquire order, or a compare-and-set that failed: nothing after it comes before it. */
        ACQUIRE(false, true),
        /** A fence between stores: nothing passes it in either direction. It stores nothing itself. */
        FENCE(true, true),
        /** A call out of the JVM that provides pages: nothing passes it in either direction. */
        RESERVE(true, true);

        private final boolean holdsBackEarlier;
        private final boolean holdsBackLater;

        Kind(boolean holdsBackEarlier, boolean holdsBackLater) {
            this.holdsBackEarlier = holdsBackEarlier;
            this.holdsBackLater = holdsBackLater;
        }
    }

    /** {@return whether a survivor could see it} */
    boolean isVisible() {
        return kind != Kind.ACQUIRE;
    }

    boolean isPlain() {
        return kind == Kind.PLAIN;
    }

    /** {@return whether every earlier store is there once this one is} */
    boolean holdsBackEarlier() {
        return kind.holdsBackEarlier;
    }

    /** {@return whether no later store is there before this access was made} */
    boolean holdsBackLater() {
        return kind.holdsBackLater;
    }
}
