package org.malloc4j.tck.self;

import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.tck.AllocatorContract;

/** The contract on a faulty allocator: {@link FaultTest} runs it and looks at what fails. No test by itself. */
final class FaultyContract extends AllocatorContract {
    private static volatile Fault fault;

    /** Says which fault the next run is about. */
    static void examine(Fault next) {
        fault = next;
    }

    @Override
    protected AllocatorProvider provider() {
        return fault.provider();
    }

    @Override
    protected double highWaterLimit() {
        return 1.05;
    }

    @Override
    protected long seed() {
        return 42;
    }

    @Override
    protected double factor() {
        // Threads that get into each other's way by chance need time to do so.
        return fault == Fault.IS_NOT_THREAD_SAFE ? 1 : 0.1;
    }
}
