package org.malloc4j.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The recorded allocations of a real program, one call per line: {@code a id size} allocates, {@code r id newsize}
 * reallocates, {@code f id} frees. Ids are never used again.
 *
 * @param name       which recording
 * @param calls      the calls in order
 * @param largestId  the largest id
 * @param peakDemand the largest sum, over the blocks live at once, of their sizes rounded up to 16, and of what is
 *                   allowed beside each
 */
public record Trace(String name, List<Call> calls, int largestId, long peakDemand) {

    /** The recordings that come with the kit. */
    public static final List<String> NAMES = List.of("git-log", "python-json");

    /**
     * One call.
     *
     * @param verb     {@code a}, {@code r} or {@code f}
     * @param id       which block
     * @param byteSize the size; 0 for {@code f}
     */
    public record Call(char verb, int id, int byteSize) {
    }

    /** {@return a recording} @param name one of {@link #NAMES} */
    public static Trace read(String name) {
        return read(name, 16);
    }

    /** {@return a recording} @param name one of {@link #NAMES} @param beside how many bytes each block may need beside it */
    public static Trace read(String name, long beside) {
        List<Call> calls = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Trace.class.getResourceAsStream(name + ".trace.gz")), StandardCharsets.US_ASCII))) {
            for (String line; (line = lines.readLine()) != null;) {
                String[] words = line.split(" ");
                calls.add(new Call(words[0].charAt(0), Integer.parseInt(words[1]),
                        words.length > 2 ? Integer.parseInt(words[2]) : 0));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the kit's own recording can't be read: " + name, e);
        }
        int largestId = calls.stream().mapToInt(Call::id).max().orElse(0);
        return new Trace(name, calls, largestId, peakDemand(calls, largestId, beside));
    }

    private static long peakDemand(List<Call> calls, int largestId, long beside) {
        long[] demands = new long[largestId + 1];
        long sum = 0;
        long peak = 0;
        for (Call call : calls) {
            long demand = call.verb() == 'f' ? 0 : (call.byteSize() + 15L & -16) + beside;
            sum += demand - demands[call.id()];
            demands[call.id()] = demand;
            peak = Math.max(peak, sum);
        }
        return peak;
    }
}
