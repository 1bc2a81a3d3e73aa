package org.malloc4j.boot;

import com.typesafe.config.Config;
import java.util.Optional;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;

/**
 * The allocator that a configuration named for one role, found.
 *
 * @param name            the full name, in upper case, with the decorator's suffix: {@code F_MALLOC_DBG}
 * @param provider        brings the allocator
 * @param providerConfig  the provider's own settings for this role
 * @param decorator       the flavour, if the name has one
 * @param decoratorConfig the decorator's own settings for this role; empty without a decorator
 */
record AllocatorChoice(String name, AllocatorProvider provider, Config providerConfig,
                       Optional<AllocatorDecorator> decorator, Config decoratorConfig) {

    /** {@return whether the decorator, if there is one, wants bytes beside each block} */
    boolean wantsTags() {
        return tagByteSize() > 0;
    }

    /** {@return how many bytes the decorator, if there is one, wants beside each block} */
    long tagByteSize() {
        return decorator.isPresent() ? decorator.get().tagByteSize(decoratorConfig) : 0;
    }

    /** {@return how many bytes of a pool, in whole pages, are the decorator's, if there is one} */
    long areaByteSize(long poolByteSize) {
        return decorator.isPresent()
                ? SuperblockDescriptor.pages(decorator.get().areaByteSize(poolByteSize, decoratorConfig)) : 0;
    }
}
