package org.malloc4j.spi.support;

/** Planted: a library must not use the standard streams. */
public class PlantedSupportThatPrints {
    /** Prints. */
    public void print() {
        System.out.println("planted");
    }
}
