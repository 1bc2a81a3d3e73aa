package org.malloc4j.plugin;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.malloc4j.debug.DebugDecorator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;
import org.malloc4j.tck.DecoratedProvider;

/** The contract on the README's own allocator with a suffix: {@link ThirdPartyAllocatorIT} runs it. No test by itself. */
class DecoratedThirdPartyContract extends AllocatorContract {
    private static final long AREA_BYTE_SIZE = 4096;

    @Override
    protected AllocatorProvider provider() {
        try {
            AllocatorProvider inner = (AllocatorProvider) Thread.currentThread().getContextClassLoader()
                    .loadClass("com.example.tree.TreeMallocProvider").getConstructor().newInstance();
            return new DecoratedProvider(inner, config(), new DebugDecorator(),
                    ConfigFactory.defaultReference().getConfig("malloc4j.debug"), AREA_BYTE_SIZE);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the README's allocator isn't there", e);
        }
    }

    @Override
    protected Config config() {
        return ConfigFactory.empty();
    }
}
