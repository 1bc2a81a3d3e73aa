package org.malloc4j.debug;

/** Planted: a class of the decorator, for others to know. */
public final class PlantedDecorator {
}
