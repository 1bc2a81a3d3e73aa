package org.malloc4j.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What one process measured in one run.
 *
 * @param operationsPerNano of all its threads together
 * @param histogram         how long single operations took, in nanoseconds
 * @param livePeak          the most bytes that were asked for and live at once, in all processes
 * @param highWater         the most that the contender took for them; {@link Footprint#UNKNOWN} if it doesn't tell
 * @param perBlock          the bytes beside each block; {@link Footprint#UNKNOWN} if it doesn't tell
 * @param reach             how far into the pool its blocks reached; 0 if nobody knows
 * @param finalState        what was left once everything was freed and trimmed
 */
record Measurement(double operationsPerNano, Histogram histogram, long livePeak, long highWater, double perBlock,
                   long reach, String finalState) {
    private static final int FIELDS = 7;
    private static final long LEAST_LIVE_BYTES = 64 << 10;

    /** {@return one line that {@link #parse} understands} */
    String toLine() {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return String.join(";", Double.toString(operationsPerNano),
                Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length)),
                Long.toString(livePeak), Long.toString(highWater), Double.toString(perBlock), Long.toString(reach),
                finalState);
    }

    static Measurement parse(String line) {
        String[] words = line.split(";", FIELDS);
        try {
            Histogram histogram = Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(words[1])), 0);
            return new Measurement(Double.parseDouble(words[0]), histogram, Long.parseLong(words[2]),
                    Long.parseLong(words[3]), Double.parseDouble(words[4]), Long.parseLong(words[5]), words[6]);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("measurement can't be read: " + line, e);
        }
    }

    /** {@return what processes measured that shared one memory} */
    static Measurement together(List<Measurement> all) {
        Measurement first = all.getFirst();
        Histogram histogram = first.histogram.copy();
        double rate = 0;
        long live = 0;
        long high = Footprint.UNKNOWN;
        long reach = 0;
        List<String> states = new ArrayList<>();
        for (Measurement one : all) {
            if (one != first) {
                histogram.add(one.histogram);
            }
            rate += one.operationsPerNano;
            live = Math.max(live, one.livePeak);
            high = Math.max(high, one.highWater);
            reach = Math.max(reach, one.reach);
            states.add(one.finalState);
        }
        return new Measurement(rate, histogram, live, high, first.perBlock, reach,
                states.stream().filter(state -> !state.equals("clean")).findFirst().orElse(first.finalState));
    }

    /** {@return the time of one operation} @param paced whether only the operations' own time tells */
    double nanosPerOperation(boolean paced) {
        return paced ? histogram.getMean() : 1 / operationsPerNano;
    }

    double p999Nanos() {
        return histogram.getTotalCount() == 0 ? Footprint.UNKNOWN : histogram.getValueAtPercentile(99.9);
    }

    /** {@return the memory taken for each byte asked for, if there were enough of them to speak of} */
    double highWaterPerLive() {
        return highWater == Footprint.UNKNOWN || livePeak < LEAST_LIVE_BYTES ? Footprint.UNKNOWN : (double) highWater / livePeak;
    }

    /** {@return how far into the pool blocks reached for each byte asked for, if there were enough of them to speak of} */
    double reachPerLive() {
        return reach == 0 || livePeak < LEAST_LIVE_BYTES ? Footprint.UNKNOWN : (double) reach / livePeak;
    }
}
