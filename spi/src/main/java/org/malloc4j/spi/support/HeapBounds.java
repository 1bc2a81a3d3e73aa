package org.malloc4j.spi.support;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;

/**
 * How far a heap reaches: the top of its fragments, and the end of what has been reserved and may be touched. Both words
 * are sealed: a heap that believed a wrong one would hand out memory twice, or touch pages that there aren't.
 */
final class HeapBounds {
    private final Region region;
    private final RedoRecord record;
    private final StartMarks marks;
    private final long end;

    HeapBounds(Region region, RedoRecord record, StartMarks marks, long end) {
        this.region = region;
        this.record = record;
        this.marks = marks;
        this.end = end;
    }

    /** Lays out the bounds of an empty heap. @param start where the first fragment will start */
    void format(long start) {
        region.putLong(HeapDescriptor.TOP, Seal.seal(HeapDescriptor.TOP, start));
        region.putLong(HeapDescriptor.BACKED, Seal.seal(HeapDescriptor.BACKED, start));
        region.putLong(HeapDescriptor.REACH, start);
    }

    /** {@return where the fragments end} */
    long top() {
        return sealed(HeapDescriptor.TOP);
    }

    /** {@return where what may be touched ends} */
    long backed() {
        return sealed(HeapDescriptor.BACKED);
    }

    /** {@return the highest that top ever was} */
    long reach() {
        return region.getLong(HeapDescriptor.REACH);
    }

    /** Plans a new top. @param to where @return whether what lies below can be touched */
    boolean moveTop(long to) {
        if (!back(to)) {
            return false;
        }
        record.put(HeapDescriptor.TOP, Seal.seal(HeapDescriptor.TOP, to));
        if (to > reach()) {
            record.put(HeapDescriptor.REACH, to);
        }
        return true;
    }

    /** Makes sure that everything below an offset can be touched, and its marks hold nothing. */
    private boolean back(long to) {
        long backed = backed();
        if (to <= backed) {
            return true;
        }
        long target = Math.min(end, Math.max(to, backed + HeapDescriptor.STEP));
        if (!reserve(backed, target)) {
            target = to;
            if (!reserve(backed, target)) {
                return false;
            }
        }
        marks.clear(backed, target);
        record.put(HeapDescriptor.BACKED, Seal.seal(HeapDescriptor.BACKED, target));
        return true;
    }

    private boolean reserve(long from, long to) {
        long words = HeapDescriptor.markWords(from);
        long marksStart = HeapDescriptor.marks(region.byteSize());
        return region.reserve(marksStart + words * Long.BYTES, (HeapDescriptor.markWords(to) - words) * Long.BYTES)
                && region.reserve(from, to - from);
    }

    private long sealed(int offset) {
        long word = region.getLong(offset);
        if (!Seal.isIntact(offset, word)) {
            throw new HeapCorruptionException("heap table overwritten: at=" + offset + " pool=" + region.name()
                    + " word=0x" + Long.toHexString(word) + "; something wrote outside its own block", offset);
        }
        return Seal.payload(word);
    }
}
