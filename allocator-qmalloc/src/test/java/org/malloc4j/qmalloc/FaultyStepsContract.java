package org.malloc4j.qmalloc;

import com.typesafe.config.Config;
import java.util.function.UnaryOperator;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;
import org.malloc4j.tck.AllocatorContract;

/**
 * The contract on Q_MALLOC over a region that spoils the steps of the common path: {@link StepFaultTest} runs it. No test by
 * itself.
 */
final class FaultyStepsContract extends AllocatorContract {
    private static volatile StepFault fault;

    /** Says which fault the next run is about. */
    static void examine(StepFault next) {
        fault = next;
    }

    @Override
    protected AllocatorProvider provider() {
        return new Faulty(fault.region());
    }

    @Override
    protected long seed() {
        return 42;
    }

    @Override
    protected double factor() {
        return 0.3;
    }

    private record Faulty(UnaryOperator<Region> fault) implements AllocatorProvider {
        private static final QMallocProvider CORRECT = new QMallocProvider();

        @Override
        public String name() {
            return CORRECT.name();
        }

        @Override
        public int spiVersion() {
            return SPI_VERSION;
        }

        @Override
        public int layoutVersion() {
            return CORRECT.layoutVersion();
        }

        @Override
        public long minimumByteSize(long tagByteSize) {
            return CORRECT.minimumByteSize(tagByteSize);
        }

        @Override
        public Allocator format(Region region, long tagByteSize, Config config) {
            return CORRECT.format(fault.apply(region), tagByteSize, config);
        }

        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            return CORRECT.attach(fault.apply(region), tagByteSize, config);
        }

        @Override
        public boolean growsInSteps() {
            return CORRECT.growsInSteps();
        }
    }
}
