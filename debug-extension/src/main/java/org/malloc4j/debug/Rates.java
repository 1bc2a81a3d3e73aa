package org.malloc4j.debug;

import org.malloc4j.spi.Region;

/**
 * The mean distances at which the processes of a pool ever took samples, in the decorator's area: a tag has room for the
 * number of one. Number 0 is every block.
 */
final class Rates {
    private final Region area;
    private final boolean room;

    Rates(Region area) {
        this.area = area;
        this.room = area.byteSize() >= AreaDescriptor.COUNTERS_OFFSET;
    }

    /**
     * {@return the number of a mean distance; -1 if there were too many others before}
     *
     * @param byteSize the distance in bytes, not 0
     */
    int number(long byteSize) {
        for (int rate = 1; room && rate <= AreaDescriptor.RATES; rate++) {
            long offset = AreaDescriptor.rateOffset(rate);
            if (area.compareAndSetLong(offset, 0, byteSize) || area.getLongAcquire(offset) == byteSize) {
                area.putLongRelease(AreaDescriptor.SAMPLED_OFFSET, 1);
                return rate;
            }
        }
        return -1;
    }

    /** {@return the mean distance of a number; 0 if it has none} @param rate the number */
    long byteSize(int rate) {
        return rate == 0 || !room ? 0 : Math.max(0, area.getLongAcquire(AreaDescriptor.rateOffset(rate)));
    }

    /** {@return whether nothing stands there that nobody writes} */
    boolean isIntact() {
        return !room || area.getLongAcquire(AreaDescriptor.SAMPLED_OFFSET) >>> 1 == 0
                && area.getLongAcquire(AreaDescriptor.ALL_OFFSET) >>> 1 == 0;
    }

    /** {@return whether any process of the pool ever took samples} */
    boolean isSampled() {
        return room && area.getLongAcquire(AreaDescriptor.SAMPLED_OFFSET) != 0;
    }
}
