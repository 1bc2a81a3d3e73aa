package org.malloc4j.qmalloc;

/**
 * What Q_MALLOC keeps in its region, beside what the shared heap keeps.
 *
 * <pre>
 *   a live block, in its fragment:
 *  | heap's header 8 | header 8 | tag T | guard 8 | the block, n bytes | guard, 8 or more |
 *                                                                      ^ its first byte is 0
 *   header:  63     44 43  40 39         22 21             0
 *           +---------+------+-------------+----------------+
 *           |  check  | flags| tail's size | allocating pid |   check: of the rest, where it lies, and the secret
 *           +---------+------+-------------+----------------+
 *
 *   a freed block in the quarantine:
 *  | heap's header 8 | header 8 | tag T | link 8 | the pattern ...                   | freed by 8 |
 *
 *   the heap's extension:
 *  +--------+--------------+--------+--------+-------------+-----------+---------+--------------+
 *  | secret | secret check | oldest | newest | quarantined | requested | retired | retired live |
 *  +--------+--------------+--------+--------+-------------+-----------+---------+--------------+
 *   oldest, newest, link: a block, sealed with the secret; link names the block freed after this one
 *   quarantined, retired, retired live: how many fragments (32 bits), how many units of 16 bytes they take (32 bits)
 *   requested: the sum of n over all live blocks; its highest bit, the turn, changes whenever the common path changes it
 * </pre>
 *
 * A guard is a function of the secret and of where it lies; the one behind a block repeats that of its last word. n = fragment - T - 24 - tail.
 *
 * <p>Invariants, between operations:
 * <pre>
 *   a fragment is in the quarantine or retired  =&gt;  its heap's header doesn't say free, and it has no mark
 *   a header in the quarantine says freed  =&gt;  the block was filled with the pattern
 *   a live block's header doesn't say unguarded  =&gt;  its tail is what the secret makes it
 * </pre>
 * Beside a block there are 32 bytes, and up to 15 for rounding: 47, all of them guarded.
 */
final class QMallocLayout {
    static final int SECRET = 0;
    static final int SECRET_CHECK = SECRET + Long.BYTES;
    static final int OLDEST = SECRET_CHECK + Long.BYTES;
    static final int NEWEST = OLDEST + Long.BYTES;
    static final int QUARANTINED = NEWEST + Long.BYTES;
    static final int REQUESTED = QUARANTINED + Long.BYTES;
    static final int RETIRED = REQUESTED + Long.BYTES;
    static final int RETIRED_LIVE = RETIRED + Long.BYTES;

    /** Where the header lies, from the start of the fragment: behind the heap's own. */
    static final int HEADER = Long.BYTES;
    /** Where the tag lies, from the start of the fragment. */
    static final int TAG = HEADER + Long.BYTES;
    static final int GUARD_BYTE_SIZE = Long.BYTES;
    static final int SMALLEST_TAIL = Long.BYTES;

    /** Once a block was filled with this, whatever else is found in it was written after its free. */
    static final byte PATTERN_BYTE = (byte) 0xDB;
    static final long PATTERN = 0xDBDB_DBDB_DBDB_DBDBL;

    private static final long TURN = 1L << 63;

    /** The largest tag for which every tail's size fits into a header. */
    private static final long LARGEST_TAG = 128 * 1024;

    private QMallocLayout() {
    }

    /** {@return how many bytes the shared heap shall keep beside a block} @param tagByteSize of which so many are a tag */
    static long beside(long tagByteSize) {
        if (tagByteSize > LARGEST_TAG) {
            throw new IllegalArgumentException("tag too large: tagByteSize=" + tagByteSize + "; Q_MALLOC keeps up to "
                    + LARGEST_TAG + " bytes");
        }
        return Long.BYTES + (tagByteSize + Long.BYTES - 1 & -Long.BYTES) + GUARD_BYTE_SIZE;
    }

    /** {@return one fragment, as the counting words count} @param byteSize its size */
    static long one(long byteSize) {
        return (1L << 32) + (byteSize >>> 4);
    }

    /** {@return how many fragments a counting word counts} @param word the word */
    static long number(long word) {
        return word >>> 32;
    }

    /** {@return the word of requested bytes, taken on by a step of the common path} @param word the word @param byteSize how many more */
    static long counted(long word, long byteSize) {
        return (word ^ TURN) + byteSize;
    }

    /** {@return how many bytes were asked for} @param word the word that counts them */
    static long requested(long word) {
        return word & ~TURN;
    }

    /** {@return how many bytes a counting word counts} @param word the word */
    static long byteSize(long word) {
        return (word & 0xFFFF_FFFFL) << 4;
    }
}
