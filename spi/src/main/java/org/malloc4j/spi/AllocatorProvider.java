package org.malloc4j.spi;

import com.typesafe.config.Config;

/**
 * Brings an allocator. Found through {@link java.util.ServiceLoader}: a jar names its provider in
 * {@code META-INF/services/org.malloc4j.spi.AllocatorProvider} and, if it is a module, in {@code provides}.
 *
 * <p>A provider has a public constructor without parameters that does nothing.
 */
public interface AllocatorProvider {

    /** The version of the interfaces in this package. */
    int SPI_VERSION = 1;

    /** {@return the name that configurations select it by, ignoring case: {@code F_MALLOC}} */
    String name();

    /**
     * {@return the version of these interfaces it was compiled against} Always {@code return SPI_VERSION;}, a constant
     * that the compiler copies into the provider's jar.
     */
    int spiVersion();

    /** {@return the version of what it writes into a region} A region with another one is refused, never reinterpreted. */
    int layoutVersion();

    /**
     * {@return the smallest region, in bytes, that it can format}
     *
     * @param tagByteSize the bytes wanted beside each block; 0 unless the allocator is {@link Tagged}
     */
    long minimumByteSize(long tagByteSize);

    /**
     * Lays out a region afresh. Its contents are undefined; no other process sees it before this method has returned.
     *
     * @param region      the memory
     * @param tagByteSize the bytes wanted beside each block; 0 unless the allocator is {@link Tagged}
     * @param config      the allocator's own settings: the subtree named like it, in lower case and with {@code -} for
     *                    {@code _}
     * @return the allocator
     * @throws com.typesafe.config.ConfigException if a setting is wrong
     */
    Allocator format(Region region, long tagByteSize, Config config);

    /**
     * Joins a region that another process laid out, while others may be using it. Walks nothing.
     *
     * @param region      the memory
     * @param tagByteSize what it was formatted with
     * @param config      the allocator's own settings
     * @return the allocator
     * @throws org.malloc4j.HeapCorruptionException if the region isn't what this provider formats
     * @throws UnsupportedOperationException        if its allocators aren't {@link Recoverable} and keep something
     *                                              elsewhere than in the region, so that nobody can join
     */
    Allocator attach(Region region, long tagByteSize, Config config);

    /**
     * {@return whether its allocators call {@link Region#reserve} ahead of the first use of any range} If not, every
     * page of a shared pool is taken when it is formatted.
     */
    default boolean growsInSteps() {
        return false;
    }
}
