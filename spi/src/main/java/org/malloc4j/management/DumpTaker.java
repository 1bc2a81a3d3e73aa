package org.malloc4j.management;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;
import org.malloc4j.spi.Attribution;

/** Walks a pool and adds up what belongs together. */
final class DumpTaker {
    static final String LIVE = "live";
    static final String FREE = "free";
    /** The origin of blocks whose allocator died before it could say who it was, and of those that found no place. */
    static final String UNKNOWN = "[origin unknown]";

    private static final long ONE_SECOND = 1000;

    private final Allocator allocator;
    private final DumpSubject subject;
    private final Grouping grouping;
    private final Map<Key, Sum> sums = new HashMap<>();

    DumpTaker(Allocator allocator, DumpSubject subject, Grouping grouping) {
        this.allocator = allocator;
        this.subject = subject;
        this.grouping = grouping;
    }

    Dump take() {
        boolean attributed = allocator instanceof Attributed;
        boolean sampled = attributed && ((Attributed) allocator).isSampled();
        if (attributed) {
            ((Attributed) allocator).forEachAttribution(0, (block, byteSize, attribution) -> {
                if (attribution.isKnown() || !sampled) {
                    add(byteSize, attribution);
                }
                return true;
            });
        } else {
            allocator.forEachBlock(0, (block, byteSize, live) -> {
                sum(live ? LIVE : FREE, "[" + byteSize + " bytes]").add(byteSize, Attribution.UNKNOWN);
                return true;
            });
        }
        List<DumpLine> lines = sums.entrySet().stream()
                .map(entry -> entry.getValue().line(entry.getKey()))
                .sorted(Dump.mostBytesFirst())
                .toList();
        long sampleByteSize = attributed ? ((Attributed) allocator).sampleByteSize() : 0;
        long lost = attributed ? ((Attributed) allocator).originsLost() : 0;
        return new Dump(subject, allocator.statistics(), attributed, sampled, sampleByteSize, lost,
                attributed ? grouping : Grouping.ORIGIN, List.of(), lines);
    }

    private void add(long byteSize, Attribution attribution) {
        String origin = attribution.origin().isEmpty() ? UNKNOWN : attribution.origin();
        sum(group(attribution), origin).add(byteSize, attribution);
    }

    private Sum sum(String group, String origin) {
        return sums.computeIfAbsent(new Key(group, origin), key -> new Sum());
    }

    private String group(Attribution attribution) {
        return switch (grouping) {
            case ORIGIN -> "";
            case PROCESS -> attribution.pid() == 0 ? "pid unknown" : "pid " + attribution.pid();
            case THREAD -> attribution.thread().isEmpty() ? "thread unknown" : "thread " + attribution.thread();
            case AGE -> age(attribution);
        };
    }

    private String age(Attribution attribution) {
        if (attribution.epochMillis() == 0) {
            return "age unknown";
        }
        long age = subject.taken().toEpochMilli() - attribution.epochMillis();
        long limit = ONE_SECOND;
        while (age >= limit) {
            limit *= 10;
        }
        return "younger than " + limit / ONE_SECOND + " s";
    }

    /** What blocks have in common. */
    private record Key(String group, String origin) {
    }

    /** Blocks added up, each weighed before. */
    private static final class Sum {
        private double byteSize;
        private double count;
        private double variance;
        private long oldest;
        private long newest;

        void add(long usable, Attribution attribution) {
            double weight = attribution.weight();
            count += weight;
            byteSize += weight * (attribution.byteSize() < 0 ? usable : attribution.byteSize());
            variance += attribution.variance();
            long time = attribution.epochMillis();
            if (time != 0) {
                oldest = oldest == 0 ? time : Math.min(oldest, time);
                newest = Math.max(newest, time);
            }
        }

        DumpLine line(Key key) {
            return new DumpLine(key.group(), key.origin(), byteSize, count, Math.sqrt(variance), oldest, newest);
        }
    }
}
