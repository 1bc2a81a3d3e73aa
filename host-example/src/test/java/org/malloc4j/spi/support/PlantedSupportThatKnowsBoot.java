package org.malloc4j.spi.support;

import org.malloc4j.boot.PlantedBootThatKnowsAnAllocator;

/** Planted: a building block must not know the boot code. */
public class PlantedSupportThatKnowsBoot {
    /** What it must not know. */
    protected PlantedBootThatKnowsAnAllocator boot;
}
