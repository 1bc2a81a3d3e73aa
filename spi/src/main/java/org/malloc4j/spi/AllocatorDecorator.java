package org.malloc4j.spi;

import com.typesafe.config.Config;
import java.util.Locale;

/**
 * Gives every allocator another flavour, selected by a suffix: {@code F_MALLOC_DBG} is {@code F_MALLOC} decorated by
 * whoever answers to {@code DBG}. Found through {@link java.util.ServiceLoader} like {@link AllocatorProvider}.
 *
 * <p>A decorated allocator turns each call into one call of the inner one, with the same size.
 */
public interface AllocatorDecorator {

    /** {@return the suffix it answers to, without the underscore: {@code DBG}} */
    String suffix();

    /** {@return the version of these interfaces it was compiled against: {@link AllocatorProvider#SPI_VERSION}} */
    int spiVersion();

    /** {@return the name of its own settings under {@code malloc4j}} That is the suffix in lower case. */
    default String section() {
        return suffix().toLowerCase(Locale.ROOT);
    }

    /** {@return the version of what it writes into tags and its area} */
    int layoutVersion();

    /**
     * {@return the bytes it wants beside each block}
     *
     * @param config its own settings: {@code malloc4j.}{@link #section()}
     */
    long tagByteSize(Config config);

    /**
     * {@return the bytes it wants for an area of its own}
     *
     * @param regionByteSize the size of the region, area included
     * @param config         its own settings
     */
    long areaByteSize(long regionByteSize, Config config);

    /**
     * Wraps an allocator.
     *
     * @param allocator the inner one
     * @param region    the inner one's region, where the tags are
     * @param area      its own area, zero-filled when the region was formatted
     * @param config    its own settings
     * @return the decorated allocator, with the same powers as the inner one
     */
    Allocator decorate(Allocator allocator, Region region, Region area, Config config);
}
