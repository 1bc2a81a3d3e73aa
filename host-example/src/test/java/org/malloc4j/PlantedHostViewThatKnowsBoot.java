package org.malloc4j;

import org.malloc4j.boot.PlantedBootThatKnowsAnAllocator;

/** Planted: the host's view must not know the boot code. */
public record PlantedHostViewThatKnowsBoot(PlantedBootThatKnowsAnAllocator boot) {
}
