package org.malloc4j.management;

import java.util.Optional;

/**
 * What was found in a pool's file.
 *
 * @param instance  the name that processes booted with to share it; empty if the file is no whole pool
 * @param allocator the name of its allocator; empty if the file is no whole pool
 * @param deaths    how many processes died in it
 * @param damage    what is broken, in a sentence; empty if nothing is
 * @param dump      its blocks; nothing if they can't be walked
 */
public record Inspection(String instance, String allocator, int deaths, String damage, Optional<Dump> dump) {
}
