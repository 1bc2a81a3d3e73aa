package org.malloc4j.example.switchboard.call;

import org.malloc4j.example.switchboard.table.EntryLayout;

/**
 * The layout of a dialog (RFC 3261 section 12): after the {@linkplain EntryLayout common part}, whose own key is the hash
 * of the local tag,
 *
 * <pre>
 *   0               4               8               12              16
 *  +---------------+---------------+---------------+---------------+
 *  | created, in ms                | remote CSeq   | current side  | 56
 *  +---------------+---------------+---------------+---------------+
 *  | Call-ID size  | remote tag s. | local tag size| From size     | 72
 *  +---------------+---------------+---------------+---------------+
 *  | To size       | routes size   | side 0: target and SDP size   | 88
 *  +---------------+---------------+---------------+---------------+
 *  | side 1: target and SDP size   | Call-ID, remote tag, local tag, 104
 *  +---------------+---------------+
 *    From, To, route set ...
 * </pre>
 *
 * What the remote side may change while the dialog lives, its target (Contact) and its session description, is in a block
 * of its own. There are two words for it, the entry's owned blocks: a new one is completed in the other word, before
 * {@code current side} turns to it.
 */
final class DialogLayout {
    /** The dialog of a call that is being set up, or stands. */
    static final int ALIVE = 1;
    /** The dialog is over; the next sweep removes it. */
    static final int DEAD = 2;

    static final int CREATED = EntryLayout.LENGTH;
    static final int REMOTE_CSEQ = CREATED + Long.BYTES;
    static final int CURRENT_SIDE = REMOTE_CSEQ + Integer.BYTES;
    static final int CALL_ID_SIZE = CURRENT_SIDE + Integer.BYTES;
    static final int REMOTE_TAG_SIZE = CALL_ID_SIZE + Integer.BYTES;
    static final int LOCAL_TAG_SIZE = REMOTE_TAG_SIZE + Integer.BYTES;
    static final int FROM_SIZE = LOCAL_TAG_SIZE + Integer.BYTES;
    static final int TO_SIZE = FROM_SIZE + Integer.BYTES;
    static final int ROUTES_SIZE = TO_SIZE + Integer.BYTES;
    private static final int SIDES = ROUTES_SIZE + Integer.BYTES;
    static final int TEXT = SIDES + 4 * Integer.BYTES;

    private DialogLayout() {
    }

    /** The word that owns the block of a side. */
    static int side(int index) {
        return index == 0 ? EntryLayout.FIRST_OWNED : EntryLayout.SECOND_OWNED;
    }

    static int targetSize(int index) {
        return SIDES + index * 2 * Integer.BYTES;
    }

    static int sdpSize(int index) {
        return targetSize(index) + Integer.BYTES;
    }
}
