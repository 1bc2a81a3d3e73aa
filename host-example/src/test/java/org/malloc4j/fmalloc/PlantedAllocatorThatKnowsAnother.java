package org.malloc4j.fmalloc;

import org.malloc4j.qmalloc.PlantedNeighbour;

/** Planted: an allocator must not know another one. */
public record PlantedAllocatorThatKnowsAnother(PlantedNeighbour neighbour) {
}
