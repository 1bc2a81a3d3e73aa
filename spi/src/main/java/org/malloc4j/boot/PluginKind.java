package org.malloc4j.boot;

import java.util.regex.Pattern;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;

/**
 * One of the two kinds of plug-in, and what they have in common.
 *
 * @param <S> the kind of plug-in
 */
abstract class PluginKind<S> {
    static final PluginKind<AllocatorProvider> ALLOCATORS = new PluginKind<>(AllocatorProvider.class, "allocator",
            "allocators", "[A-Za-z][A-Za-z0-9_]*") {
        @Override
        String name(AllocatorProvider plugin) {
            return plugin.name();
        }

        @Override
        int spiVersion(AllocatorProvider plugin) {
            return plugin.spiVersion();
        }
    };

    /** A suffix has no underscore: the one in front of it is where a name is cut. */
    static final PluginKind<AllocatorDecorator> SUFFIXES = new PluginKind<>(AllocatorDecorator.class, "suffix",
            "suffixes", "[A-Za-z][A-Za-z0-9]*") {
        @Override
        String name(AllocatorDecorator plugin) {
            return plugin.suffix();
        }

        @Override
        int spiVersion(AllocatorDecorator plugin) {
            return plugin.spiVersion();
        }
    };

    private final Class<S> type;
    private final String noun;
    private final String plural;
    private final Pattern validName;

    private PluginKind(Class<S> type, String noun, String plural, String validName) {
        this.type = type;
        this.noun = noun;
        this.plural = plural;
        this.validName = Pattern.compile(validName);
    }

    /** {@return what a plug-in answers to} */
    abstract String name(S plugin);

    /** {@return the version of malloc4j's interfaces that a plug-in was made for} */
    abstract int spiVersion(S plugin);

    /** {@return the interface it implements} */
    Class<S> type() {
        return type;
    }

    /** {@return what messages call it} */
    String noun() {
        return noun;
    }

    /** {@return the same, for many} */
    String plural() {
        return plural;
    }

    /** {@return what a name must look like} */
    Pattern validName() {
        return validName;
    }
}
