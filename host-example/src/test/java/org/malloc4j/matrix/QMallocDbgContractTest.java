package org.malloc4j.matrix;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.malloc4j.debug.DebugDecorator;
import org.malloc4j.qmalloc.QMallocProvider;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;
import org.malloc4j.tck.DecoratedProvider;

/** Q_MALLOC_DBG keeps the contract, with a death after every store, its own included. */
class QMallocDbgContractTest extends AllocatorContract {
    private static final long AREA_BYTE_SIZE = 4096;

    @Override
    protected AllocatorProvider provider() {
        return new DecoratedProvider(new QMallocProvider(), config(), new DebugDecorator(),
                ConfigFactory.load().getConfig("malloc4j.debug"), AREA_BYTE_SIZE);
    }

    @Override
    protected Config config() {
        return ConfigFactory.load().getConfig("malloc4j.q-malloc");
    }

    /** Both halves are proven at length in their own modules. */
    @Override
    protected double factor() {
        return Double.parseDouble(System.getProperty(FACTOR_PROPERTY, "0.2"));
    }
}
