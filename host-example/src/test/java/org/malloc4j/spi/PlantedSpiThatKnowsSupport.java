package org.malloc4j.spi;

import org.malloc4j.spi.support.PlantedSupportThatPrints;

/** Planted: the provider's view must not know the building blocks. */
public record PlantedSpiThatKnowsSupport(PlantedSupportThatPrints support) {
}
