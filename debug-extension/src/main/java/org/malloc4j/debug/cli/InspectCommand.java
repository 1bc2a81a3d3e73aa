package org.malloc4j.debug.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.malloc4j.management.Inspection;
import org.malloc4j.management.PoolObserver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mi inspect}: what is in a shared pool's file after the crash. */
@Command(name = "inspect", description = "Shows what is in the file of a shared pool that no process is in any more: whether "
        + "it is in order, and who holds its memory. The file is only read.",
        footer = {"", "Exit status 1: the file is damaged, if only in what is known of origins, or no pool at all."})
final class InspectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "malloc4j-NAME.shm, or what a start kept of it, .shm.crashed.")
    private Path file;

    @Mixin
    private CommonOptions options;

    @Mixin
    private DumpOptions dump;

    @Override
    public Integer call() {
        Inspection found = PoolObserver.installed().inspect(file.toAbsolutePath(), dump.grouping());
        boolean intact = found.damage().isEmpty();
        Optional<DumpOptions.Shown> shown = found.dump().map(dump::show);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file.toString());
        json.put("instance", found.instance());
        json.put("allocator", found.allocator());
        json.put("deaths", found.deaths());
        json.put("intact", intact);
        json.put("evidence", found.damage());
        shown.ifPresent(it -> json.put("dump", it.json()));
        options.print(json, text(found) + shown.map(DumpOptions.Shown::text).orElse(""));
        shown.ifPresent(it -> options.remark(it.remark()));
        return intact ? Mi.FINE : Mi.FOUND;
    }

    private static String text(Inspection found) {
        String whole = found.instance().isEmpty() ? ""
                : String.format("pool of instance %s, %s; processes that never left it: %d%n", found.instance(),
                        found.allocator(), found.deaths());
        return whole + (found.damage().isEmpty() ? "the pool is in order" : found.damage()) + System.lineSeparator();
    }
}
