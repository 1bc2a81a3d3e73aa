package org.malloc4j.matrix;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.malloc4j.debug.DebugDecorator;
import org.malloc4j.hpmalloc.HpMallocProvider;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;
import org.malloc4j.tck.DecoratedProvider;

/** HP_MALLOC_DBG keeps the contract as HP_MALLOC does, with a death after every store, the decorator's included. */
class HpMallocDbgContractTest extends AllocatorContract {
    private static final long AREA_BYTE_SIZE = 4096;

    @Override
    protected AllocatorProvider provider() {
        return new DecoratedProvider(new HpMallocProvider(), config(), new DebugDecorator(),
                ConfigFactory.load().getConfig("malloc4j.debug"), AREA_BYTE_SIZE);
    }

    /** Both halves are proven at length in their own modules. */
    @Override
    protected double factor() {
        return Double.parseDouble(System.getProperty(FACTOR_PROPERTY, "0.2"));
    }

    @Override
    protected Config config() {
        return ConfigFactory.load().getConfig("malloc4j.hp-malloc");
    }

    /** As without the decorator: of two threads that free a block at the same moment both may return. */
    @Override
    protected boolean mayMissRacingFrees() {
        return true;
    }
}
