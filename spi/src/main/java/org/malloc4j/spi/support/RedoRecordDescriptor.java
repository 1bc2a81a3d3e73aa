package org.malloc4j.spi.support;

/**
 * What a {@link RedoRecord} looks like in the region.
 *
 * <pre>
 *   0        7 8       15
 *  +----------+----------+
 *  |  state   |  intent  |   state: 0, or the sealed number of pairs: published; intent: 0, or one operation, sealed
 *  +----------+----------+
 *  | offset 0 | value 0  |   each pair says what word shall hold what value
 *  +----------+----------+
 *  | offset 1 | value 1  |
 *  +----------+----------+
 *  |         ...         |   CAPACITY pairs
 *  +---------------------+
 * </pre>
 */
final class RedoRecordDescriptor {
    /** The most words that one operation changes; the worst, an aligned allocation that splits twice, changes 28. */
    static final int CAPACITY = 40;

    static final int STATE = 0;
    static final int INTENT = STATE + Long.BYTES;
    static final int PAIRS = INTENT + Long.BYTES;
    static final int PAIR_BYTE_SIZE = 2 * Long.BYTES;
    static final int BYTE_SIZE = PAIRS + CAPACITY * PAIR_BYTE_SIZE;

    private RedoRecordDescriptor() {
    }
}
