package org.malloc4j.spi.support;

import org.malloc4j.spi.Region;

/** What the fragments of a heap add up to. Each count changes at most once in a plan. */
final class HeapCounts {
    private final Region region;
    private final RedoRecord record;

    HeapCounts(Region region, RedoRecord record) {
        this.region = region;
        this.record = record;
    }

    /** Lays out the counts of an empty heap. */
    void format() {
        region.putLong(HeapDescriptor.USED, 0);
        region.putLong(HeapDescriptor.LIVE, 0);
        region.putLong(HeapDescriptor.FREE, 0);
        region.putLong(HeapDescriptor.PEAK, 0);
    }

    /** Plans to count fragments that aren't free. @param byteSize how many bytes more @param number how many more */
    void addUsed(long byteSize, int number) {
        long used = region.getLong(HeapDescriptor.USED) + byteSize;
        record.put(HeapDescriptor.USED, used);
        if (number != 0) {
            record.put(HeapDescriptor.LIVE, region.getLong(HeapDescriptor.LIVE) + number);
        }
        if (used > region.getLong(HeapDescriptor.PEAK)) {
            record.put(HeapDescriptor.PEAK, used);
        }
    }

    /** Plans to count free fragments. @param number how many more */
    void addFree(long number) {
        if (number != 0) {
            record.put(HeapDescriptor.FREE, region.getLong(HeapDescriptor.FREE) + number);
        }
    }
}
