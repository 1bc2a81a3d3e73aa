package org.malloc4j.example.switchboard.table;

/**
 * How every entry of the call table begins.
 *
 * <pre>
 *   0               4               8               12              16
 *  +---------------+---------------+---------------+---------------+
 *  | next entry of the chain       | hash of the Call-ID           |  0
 *  +---------------+---------------+---------------+---------------+
 *  | hash of the entry's own key   | due, in ms; 0: never          | 16
 *  +---------------+---------------+---------------+---------------+
 *  | kind          | state         | first owned block             | 32
 *  +---------------+---------------+---------------+---------------+
 *  | second owned block            |                                 48
 *  +---------------+---------------+
 * </pre>
 *
 * An owned block is freed with its entry; a word without one holds 0.
 */
public final class EntryLayout {
    /** A server transaction. */
    public static final int KIND_TRANSACTION = 1;
    /** A dialog. */
    public static final int KIND_DIALOG = 2;

    static final int NEXT = 0;
    /** The hash of the Call-ID. */
    public static final int HASH = NEXT + Long.BYTES;
    /** The hash of what tells entries of one Call-ID apart. */
    public static final int KEY = HASH + Long.BYTES;
    /** When the entry has something to do, in milliseconds of the switch's clock. */
    public static final int DUE = KEY + Long.BYTES;
    /** Which layout the rest of the entry has. */
    public static final int KIND = DUE + Long.BYTES;
    /** Where the entry is in its life. */
    public static final int STATE = KIND + Integer.BYTES;
    /** The word of the first owned block. */
    public static final int FIRST_OWNED = STATE + Integer.BYTES;
    /** The word of the second owned block. */
    public static final int SECOND_OWNED = FIRST_OWNED + Long.BYTES;
    /** Where the layout of the kind begins. */
    public static final int LENGTH = SECOND_OWNED + Long.BYTES;

    private EntryLayout() {
    }
}
