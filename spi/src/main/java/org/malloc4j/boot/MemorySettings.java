package org.malloc4j.boot;

import java.util.Optional;
import org.slf4j.event.Level;

/**
 * Everything under {@code malloc4j}, read once and checked.
 *
 * @param instance        the name that processes boot with to share one pool; empty: a pool of this process alone
 * @param shm             the shared pool's
 * @param pkg             the private pool's
 * @param commandsEnabled whether this process answers commands
 * @param leaksAtClose    at which level to log what pools still hold when they are closed; empty: not at all
 */
record MemorySettings(Optional<String> instance, ShmSettings shm, PkgSettings pkg, boolean commandsEnabled,
                      Optional<Level> leaksAtClose) {
}
