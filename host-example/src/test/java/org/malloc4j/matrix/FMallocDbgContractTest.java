package org.malloc4j.matrix;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.malloc4j.debug.DebugDecorator;
import org.malloc4j.fmalloc.FMallocProvider;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;
import org.malloc4j.tck.DecoratedProvider;

/** F_MALLOC_DBG keeps the contract, with a death after every store, its own included. */
class FMallocDbgContractTest extends AllocatorContract {
    private static final long AREA_BYTE_SIZE = 4096;

    @Override
    protected AllocatorProvider provider() {
        return new DecoratedProvider(new FMallocProvider(), config(), new DebugDecorator(),
                ConfigFactory.load().getConfig("malloc4j.debug"), AREA_BYTE_SIZE);
    }

    @Override
    protected Config config() {
        return ConfigFactory.empty();
    }

    /** Both halves are proven at length in their own modules. */
    @Override
    protected double factor() {
        return Double.parseDouble(System.getProperty(FACTOR_PROPERTY, "0.2"));
    }
}
