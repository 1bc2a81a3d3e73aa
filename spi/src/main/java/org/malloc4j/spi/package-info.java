/**
 * What a provider of an allocator sees: {@link org.malloc4j.spi.AllocatorProvider} is what it implements,
 * {@link org.malloc4j.spi.Region} what it is given, {@link org.malloc4j.spi.Allocator} what it gives back.
 *
 * <p>Sizes and offsets are in bytes, from the start of the region. Nobody passes null. Building blocks that a provider
 * may use are in {@link org.malloc4j.spi.support}.
 */
package org.malloc4j.spi;
