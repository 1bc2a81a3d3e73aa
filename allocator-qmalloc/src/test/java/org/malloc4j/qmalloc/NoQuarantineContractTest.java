package org.malloc4j.qmalloc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;
import org.malloc4j.tck.AllocatorContract;

/** Without a quarantine, too, Q_MALLOC keeps the contract. */
class NoQuarantineContractTest extends AllocatorContract {

    @Override
    protected AllocatorProvider provider() {
        return new WithoutQuarantine();
    }

    @Override
    protected double highWaterLimit() {
        return QMallocContractTest.HIGH_WATER_LIMIT;
    }

    @Override
    protected long besideByteSize() {
        return QMallocContractTest.BESIDE_BYTE_SIZE;
    }

    @Override
    protected double factor() {
        return 0.1;
    }

    private static final class WithoutQuarantine implements AllocatorProvider {
        private final QMallocProvider usual = new QMallocProvider();

        @Override
        public String name() {
            return usual.name();
        }

        @Override
        public int spiVersion() {
            return SPI_VERSION;
        }

        @Override
        public int layoutVersion() {
            return usual.layoutVersion();
        }

        @Override
        public long minimumByteSize(long tagByteSize) {
            return usual.minimumByteSize(tagByteSize);
        }

        @Override
        public Allocator format(Region region, long tagByteSize, Config config) {
            return usual.format(region, tagByteSize, without(config));
        }

        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            return usual.attach(region, tagByteSize, without(config));
        }

        @Override
        public boolean growsInSteps() {
            return usual.growsInSteps();
        }

        private static Config without(Config config) {
            return ConfigFactory.parseString("quarantine = 0").withFallback(config);
        }
    }
}
