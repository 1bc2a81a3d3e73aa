package org.malloc4j.debug.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.Message;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mi sampling}: how many allocations of a running process are tracked. */
@Command(name = "sampling", description = "Shows or sets how many bytes, on average, a process allocates from one tracked "
        + "block to the next. 0 tracks every block. Only pools with a _DBG allocator track any.")
final class SamplingCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "The process.")
    private String process;

    @Parameters(index = "1", arity = "0..1", paramLabel = "BYTES", description = "The new distance: 0, or one such as 512KiB.")
    private String distance;

    @Mixin
    private CommonOptions options;

    @Override
    public Integer call() {
        Map<String, Object> request = new TreeMap<>(Map.of(Message.COMMAND, "sampling"));
        if (distance != null) {
            request.put("sample_bytes", byteSize(distance));
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> rates = (Map<String, Object>) options.pools().find(process).ask(request, options.limit())
                .get("sample_bytes");
        options.print(rates, new TreeMap<>(rates).descendingMap().entrySet().stream()
                .map(rate -> rate.getKey() + ": " + (rate.getValue().equals(0) ? "every block is tracked"
                        : "one block in " + rate.getValue() + " bytes is tracked") + System.lineSeparator())
                .collect(Collectors.joining()));
        return Mi.FINE;
    }

    private static long byteSize(String text) {
        return ByteSize.of(text).orElseThrow(() -> new CommandException("not a distance: BYTES=" + text + "; allowed: 0 for "
                + "every block, or a number of bytes such as 524288 or 512KiB"));
    }
}
