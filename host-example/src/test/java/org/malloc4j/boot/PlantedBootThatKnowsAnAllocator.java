package org.malloc4j.boot;

import org.malloc4j.qmalloc.PlantedNeighbour;

/** Planted: the boot code must not know an allocator. */
public record PlantedBootThatKnowsAnAllocator(PlantedNeighbour allocator) {
}
