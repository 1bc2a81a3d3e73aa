package org.malloc4j.qmalloc;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** Q_MALLOC keeps the contract, and its word about memory. */
class QMallocContractTest extends AllocatorContract {
    static final double HIGH_WATER_LIMIT = 1.10;
    static final long BESIDE_BYTE_SIZE = 48;

    @Override
    protected AllocatorProvider provider() {
        return new QMallocProvider();
    }

    @Override
    protected double highWaterLimit() {
        return HIGH_WATER_LIMIT;
    }

    @Override
    protected long besideByteSize() {
        return BESIDE_BYTE_SIZE;
    }
}
