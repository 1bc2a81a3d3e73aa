package org.malloc4j.debug.cli;

import org.malloc4j.debug.PlantedDecorator;

/** Planted: a command must not need one particular decorator. */
public record PlantedCommandThatKnowsTheDecorator(PlantedDecorator decorator) {
}
