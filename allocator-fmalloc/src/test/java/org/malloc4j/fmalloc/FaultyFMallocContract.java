package org.malloc4j.fmalloc;

import com.typesafe.config.Config;
import java.util.function.BiFunction;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FragmentHeap;
import org.malloc4j.tck.AllocatorContract;

/** The contract on F_MALLOC over a faulty heap: {@link FMallocFaultTest} runs it. No test by itself. */
abstract class FaultyFMallocContract extends AllocatorContract {
    private final BiFunction<Region, Long, FragmentHeap> heap;

    FaultyFMallocContract(BiFunction<Region, Long, FragmentHeap> heap) {
        this.heap = heap;
    }

    @Override
    protected final AllocatorProvider provider() {
        return new Faulty(heap);
    }

    @Override
    protected final double highWaterLimit() {
        return FMallocContractTest.HIGH_WATER_LIMIT;
    }

    @Override
    protected final long seed() {
        return 42;
    }

    @Override
    protected final double factor() {
        return 0.1;
    }

    static final class MergesOnlyForward extends FaultyFMallocContract {
        MergesOnlyForward() {
            super(FaultyHeaps.MergesOnlyForward::new);
        }
    }

    static final class ForgetsToSplit extends FaultyFMallocContract {
        ForgetsToSplit() {
            super(FaultyHeaps.ForgetsToSplit::new);
        }
    }

    static final class AcceptsMiddle extends FaultyFMallocContract {
        AcceptsMiddle() {
            super(FaultyHeaps.AcceptsMiddle::new);
        }
    }

    private record Faulty(BiFunction<Region, Long, FragmentHeap> heap) implements AllocatorProvider {
        private static final FMallocProvider CORRECT = new FMallocProvider();

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
            FragmentHeap.format(region, tagByteSize);
            return new FMallocAllocator(heap.apply(region, tagByteSize));
        }

        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            FragmentHeap.attach(region, tagByteSize);
            return new FMallocAllocator(heap.apply(region, tagByteSize));
        }

        @Override
        public boolean growsInSteps() {
            return CORRECT.growsInSteps();
        }
    }
}
