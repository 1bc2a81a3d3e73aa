package org.malloc4j.example;

import org.malloc4j.spi.Allocator;

/** Planted: a host must not know the provider's view. */
public record PlantedHostThatKnowsTheSpi(Allocator allocator) {
}
