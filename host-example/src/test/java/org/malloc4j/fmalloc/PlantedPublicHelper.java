package org.malloc4j.fmalloc;

/** Planted: a provider's module must show nothing but the provider. */
public class PlantedPublicHelper {
}
