package org.malloc4j;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.util.List;

/**
 * The memory of one process: its {@linkplain Role#SHM shared} and its {@linkplain Role#PKG private} pool, each served by
 * the allocator that the configuration names.
 *
 * {@snippet :
 * try (Memory memory = Memory.boot()) {
 *     Pool shm = memory.shm();
 *     long block = shm.allocate(64);
 *     shm.free(block);
 * }
 * }
 */
public interface Memory extends AutoCloseable {
    /**
     * The exit status of a process that ended because a pool is corrupt and {@code on-corruption} is {@code halt}. Its
     * shutdown hooks didn't run.
     */
    int CORRUPTION_STATUS = 86;

    /**
     * Boots from {@code application.conf} over every module's {@code reference.conf}, with system properties over both.
     *
     * @return the memory
     * @throws MemoryBootException with every problem found
     */
    static Memory boot() {
        Config config;
        try {
            config = ConfigFactory.load(ConfigParseOptions.defaults(),
                    ConfigResolveOptions.defaults().setAllowUnresolved(true));
        } catch (ConfigException e) {
            throw new MemoryBootException(List.of("configuration can't be read: " + e.getMessage()), e);
        }
        return boot(config);
    }

    /**
     * Boots from a given configuration, over every module's {@code reference.conf}.
     *
     * @param config the whole tree, {@code malloc4j} and its surroundings
     * @return the memory
     * @throws MemoryBootException with every problem found
     */
    static Memory boot(Config config) {
        return MemoryBooter.installed().boot(config);
    }

    /** {@return the pool that all processes of this instance share} */
    Pool shm();

    /** {@return the pool of this process alone} */
    Pool pkg();

    /**
     * {@return the pool bound to a role}
     *
     * @param role which
     */
    default Pool pool(Role role) {
        return role == Role.SHM ? shm() : pkg();
    }

    /** {@return the name that processes boot with to share one shm pool} */
    String instance();

    /**
     * Leaves both pools and unmaps them. The last process to leave removes the shared file, unless it is
     * {@code persistent}. Closing again does nothing.
     */
    @Override
    void close();
}
