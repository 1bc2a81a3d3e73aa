package org.malloc4j.boot;

import java.util.List;

/**
 * A plug-in that was found and says who it is.
 *
 * @param name       what it answers to, in upper case
 * @param service    the plug-in itself
 * @param spiVersion the version of malloc4j's interfaces that it was made for
 * @param version    its own version
 * @param jars       where it came from; more than one if several jars bring the same class
 * @param <S>        the kind of plug-in
 */
record Candidate<S>(String name, S service, int spiVersion, String version, List<Jar> jars)
        implements Comparable<Candidate<?>> {

    /** In the order in which listings name them. */
    @Override
    public int compareTo(Candidate<?> other) {
        return toString().compareTo(other.toString());
    }

    /** {@return name, version and jar: {@code F_MALLOC 0.1.0 (malloc4j-allocator-fmalloc-0.1.0.jar)}} */
    @Override
    public String toString() {
        return name + " " + version + " (" + Jar.names(jars) + ")";
    }
}
