package org.malloc4j;

import com.typesafe.config.Config;
import java.util.Iterator;
import java.util.ServiceLoader;

/**
 * Internal: how {@link Memory#boot(Config)} reaches the boot code without depending on it. There is one implementation,
 * malloc4j's own.
 */
public interface MemoryBooter {

    /**
     * {@return a booted memory}
     *
     * @param config the whole tree
     * @throws MemoryBootException with every problem found
     */
    Memory boot(Config config);

    /** {@return malloc4j's own boot code} */
    static MemoryBooter installed() {
        Iterator<MemoryBooter> booters =
                ServiceLoader.load(MemoryBooter.class, MemoryBooter.class.getClassLoader()).iterator();
        if (!booters.hasNext()) {
            throw new IllegalStateException("malloc4j's boot code is missing from its own jar: "
                    + "META-INF/services was lost, probably when jars were merged into one");
        }
        return booters.next();
    }
}
