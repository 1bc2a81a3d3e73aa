package org.malloc4j.boot;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;
import org.slf4j.Logger;

/**
 * Finds the allocator that a name asks for: {@code F_MALLOC}, or {@code F_MALLOC_DBG} for the same with a suffix. A name
 * that a provider has for its own is never cut.
 */
final class Selection {
    private final Catalog<AllocatorProvider> allocators;
    private final Catalog<AllocatorDecorator> suffixes;
    private final Problems problems;

    /**
     * @param loader   whose class path to search
     * @param problems where to report
     */
    Selection(ClassLoader loader, Problems problems) {
        this.allocators = PluginScan.run(PluginKind.ALLOCATORS, loader);
        this.suffixes = PluginScan.run(PluginKind.SUFFIXES, loader);
        this.problems = problems;
    }

    /**
     * An allocator, found.
     *
     * @param name      the full name, in upper case
     * @param provider  brings it
     * @param decorator its flavour, if the name has a suffix
     */
    record Found(String name, AllocatorProvider provider, Optional<AllocatorDecorator> decorator) {
    }

    /** {@return what a name asks for} Nothing, and a problem reported, if there is no such thing or it can't be used. */
    Optional<Found> find(Given given) {
        String name = given.string().toUpperCase(Locale.ROOT);
        if (name.isBlank()) {
            problems.add(given.complaint("not an allocator's name", allocators.listing()));
            return Optional.empty();
        }
        String inner = longestAtStart(name);
        if (inner.isEmpty()) {
            problems.add(given.complaint("unknown allocator", allocators.listing() + didYouMean(name)));
            return Optional.empty();
        }
        Optional<AllocatorProvider> provider = allocators.find(inner, given, problems);
        boolean plain = name.equals(inner);
        Optional<AllocatorDecorator> decorator =
                plain ? Optional.empty() : suffix(inner, name.substring(inner.length() + 1), given);
        return provider.isPresent() && (plain || decorator.isPresent())
                ? Optional.of(new Found(name, provider.get(), decorator))
                : Optional.empty();
    }

    /** {@return the longest name of an allocator that a name is, or begins with before an underscore; or nothing} */
    private String longestAtStart(String name) {
        String longest = "";
        for (String known : allocators.names()) {
            if (known.length() > longest.length() && (name.equals(known) || name.startsWith(known + "_"))) {
                longest = known;
            }
        }
        return longest;
    }

    /** Says which plug-ins were skipped. */
    void reportBroken(Logger log) {
        allocators.reportBroken(log);
        suffixes.reportBroken(log);
    }

    private Optional<AllocatorDecorator> suffix(String allocator, String suffix, Given given) {
        if (suffixes.names().contains(suffix)) {
            return suffixes.find(suffix, given, problems);
        }
        List<String> several = List.of(suffix.split("_", -1));
        if (several.size() > 1 && suffixes.names().containsAll(several)) {
            problems.add(given.complaint("more than one suffix", "allowed: one at a time, such as "
                    + allocator + "_" + several.get(0)));
        } else {
            problems.add(given.complaint("unknown suffix", "%s; %s%s".formatted(suffixes.listing(), allocators.listing(),
                    didYouMean(allocator + "_" + suffix))));
        }
        return Optional.empty();
    }

    private String didYouMean(String name) {
        Set<String> names = new LinkedHashSet<>(allocators.names());
        for (String allocator : allocators.names()) {
            suffixes.names().forEach(suffix -> names.add(allocator + "_" + suffix));
        }
        return Spelling.near(name, names).map(near -> "; did you mean " + near + "?").orElse("");
    }
}
