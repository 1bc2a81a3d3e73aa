package org.malloc4j.boot;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.malloc4j.CorruptionReport;
import org.malloc4j.CorruptionReport.Evidence;
import org.malloc4j.CorruptionReport.Kind;
import org.malloc4j.CorruptionReport.Neighbour;
import org.malloc4j.CorruptionReport.Noticed;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.PoolStatistics;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.BlockVisitor;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Retiring;

/**
 * An allocator that never gives back, and keeps a guard of eight zeros behind each block. Damage it finds when the block is
 * freed, and it can retire it, unless it was told that it can't.
 */
final class RetiringProvider implements AllocatorProvider {
    static final long BLOCK = 64;

    /** How it retires. */
    enum Manner {
        /** As it should. */
        ABLE,
        /** Not at all. */
        UNABLE,
        /** It says that it did, and finds the same again. */
        FORGETFUL,
        /** It finds that somebody else has just done so. */
        LATE
    }

    private final Manner manner;

    /** @param manner how it retires */
    RetiringProvider(Manner manner) {
        this.manner = manner;
    }

    @Override
    public String name() {
        return "RETIRING";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return 1;
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return 4096;
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        return new Guarding(region, manner);
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        throw new UnsupportedOperationException("its books are on the Java heap");
    }

    private static final class Guarding implements Allocator, Retiring {
        private final Region region;
        private final Manner manner;
        private final Set<Long> live = ConcurrentHashMap.newKeySet();
        private final Set<Long> retired = ConcurrentHashMap.newKeySet();
        private long top = 16;

        Guarding(Region region, Manner manner) {
            this.region = region;
            this.manner = manner;
        }

        @Override
        public synchronized long allocate(long byteSize, long byteAlignment) {
            long block = top;
            top += 2 * BLOCK;
            region.putLong(block + BLOCK, 0);
            live.add(block);
            return block;
        }

        @Override
        public boolean resize(long block, long byteSize) {
            check(block, "resize");
            return byteSize <= BLOCK;
        }

        @Override
        public void free(long block) {
            check(block, "free");
            live.remove(block);
        }

        private void check(long block, String operation) {
            if (!live.contains(block)) {
                CorruptionReport report = report(Kind.DOUBLE_FREE, block, Evidence.NONE, operation);
                throw new IllegalBlockException(report.text(), block, report);
            }
            if (region.getLong(block + BLOCK) != 0 && (manner == Manner.FORGETFUL || !retired.contains(block))) {
                throw new HeapCorruptionException(
                        report(Kind.OVERRUN, block, new Evidence(block + BLOCK, "00", "ff"), operation));
            }
        }

        private CorruptionReport report(Kind kind, long block, Evidence evidence, String operation) {
            return new CorruptionReport(kind, region.name(), block, BLOCK, kind == Kind.OVERRUN ? 1 : -1, false, evidence,
                    Neighbour.UNKNOWN, Neighbour.UNKNOWN, -1, 0, 0, new Noticed(1, "main", operation), List.of());
        }

        @Override
        public long byteSize(long block) {
            check(block, "byteSize");
            return BLOCK;
        }

        @Override
        public PoolStatistics statistics() {
            long used = live.size() * BLOCK;
            return new PoolStatistics(region.byteSize(), used, used, region.byteSize(), region.byteSize() - used, BLOCK,
                    live.size(), 1);
        }

        @Override
        public void trim() {
            // There is nothing to give back.
        }

        @Override
        public long forEachBlock(long fromBlock, BlockVisitor visitor) {
            return 0;
        }

        @Override
        public void verify() {
            live.stream().sorted().forEach(block -> check(block, "verify"));
        }

        @Override
        public boolean retire(CorruptionReport report) {
            if (manner != Manner.UNABLE) {
                retired.add(report.block());
            }
            return manner == Manner.ABLE || manner == Manner.FORGETFUL;
        }

        @Override
        public long retired() {
            return retired.size();
        }

        @Override
        public long retiredByteSize() {
            return retired.size() * BLOCK;
        }
    }
}
