package org.malloc4j.boot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.malloc4j.spi.AllocatorProvider;
import org.slf4j.Logger;

/**
 * The plug-ins of a kind that there are, and those that there would be if their jars weren't broken.
 *
 * @param kind       which kind
 * @param candidates those that say who they are
 * @param broken     jar, class and reason of those that don't get that far
 * @param <S>        the kind of plug-in
 */
record Catalog<S>(PluginKind<S> kind, List<Candidate<S>> candidates, List<String> broken) {

    /** {@return what plug-ins answer to, in upper case} */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Candidate<S> candidate : candidates) {
            names.add(candidate.name());
        }
        return names;
    }

    /**
     * {@return the plug-in that answers to a name} Nothing, and a problem reported, if it can't be used.
     *
     * @param name     one of the names, in upper case
     * @param given    where it was asked for
     * @param problems where to report
     */
    Optional<S> find(String name, Given given, Problems problems) {
        List<Candidate<S>> found = new ArrayList<>();
        List<Jar> jars = new ArrayList<>();
        for (Candidate<S> candidate : candidates) {
            if (candidate.name().equals(name)) {
                found.add(candidate);
                jars.addAll(candidate.jars());
            }
        }
        Candidate<S> first = found.get(0);
        if (found.size() > 1 || jars.size() > 1) {
            problems.add(given.complaint("several jars bring the same " + kind.noun(), "keep one of %s; %s".formatted(
                    jars.stream().map(Jar::path).sorted().collect(Collectors.joining(", ")), listing())));
            return Optional.empty();
        }
        if (!isOurs(first)) {
            problems.add(given.complaint(kind.noun() + " made for another version of malloc4j",
                    "%s; use the one that belongs to this version; %s".formatted(mismatch(first), listing())));
            return Optional.empty();
        }
        return Optional.of(first.service());
    }

    /** {@return what there is, as the end of a sentence} */
    String listing() {
        String there = candidates.stream().map(Candidate::toString).collect(Collectors.joining(", "));
        return "%s there are: %s%s".formatted(kind.plural(),
                there.isEmpty() ? "none (a jar that brings one belongs on the class path or the module path)" : there,
                broken.isEmpty() ? "" : "; broken: " + String.join(", ", broken));
    }

    /** Says which plug-ins nobody will be able to use, once nobody has asked for them. */
    void reportBroken(Logger log) {
        for (String culprit : broken) {
            log.warn("skipped a broken {}: {}; nobody asked for it: repair its jar or remove it", kind.noun(), culprit);
        }
        for (Candidate<S> candidate : candidates) {
            if (!isOurs(candidate)) {
                log.warn("skipped an {} made for another version of malloc4j: {}; nobody asked for it: use the one that "
                        + "belongs to this version", kind.noun(), mismatch(candidate));
            }
        }
    }

    private static boolean isOurs(Candidate<?> candidate) {
        return candidate.spiVersion() == AllocatorProvider.SPI_VERSION;
    }

    private static String mismatch(Candidate<?> candidate) {
        return "%s was made for SPI version %d, this is %d".formatted(
                candidate, candidate.spiVersion(), AllocatorProvider.SPI_VERSION);
    }
}
