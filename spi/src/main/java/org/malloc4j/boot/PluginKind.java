package org.malloc4j.boot;

import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;

/**
 * One of the two kinds of plug-in, and what they have in common.
 *
 * @param type       the interface it implements
 * @param noun       what messages call it
 * @param plural     the same, for many
 * @param name       how it says what it answers to
 * @param validName  what a name must look like
 * @param spiVersion how it says which version of the interfaces it was made for
 * @param <S>        the kind of plug-in
 */
record PluginKind<S>(Class<S> type, String noun, String plural, Function<S, String> name,
                     Pattern validName, ToIntFunction<S> spiVersion) {

    static final PluginKind<AllocatorProvider> ALLOCATORS = new PluginKind<>(AllocatorProvider.class, "allocator",
            "allocators", AllocatorProvider::name, Pattern.compile("[A-Za-z][A-Za-z0-9_]*"), AllocatorProvider::spiVersion);

    /** A suffix has no underscore: the one in front of it is where a name is cut. */
    static final PluginKind<AllocatorDecorator> SUFFIXES = new PluginKind<>(AllocatorDecorator.class, "suffix",
            "suffixes", AllocatorDecorator::suffix, Pattern.compile("[A-Za-z][A-Za-z0-9]*"), AllocatorDecorator::spiVersion);
}
