package org.malloc4j.qmalloc;

import org.malloc4j.spi.support.PlantedSupportThatKnowsBoot;

/** Planted: another allocator, for others to know; and the last arrow of a cycle. */
public class PlantedNeighbour {
    /** What closes the cycle. */
    protected PlantedSupportThatKnowsBoot support;
}
