package org.malloc4j.debug.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mi mem_shm_dump}: who holds the memory of the shared pool. */
@Command(name = "mem_shm_dump", description = "Shows who holds the memory of a process's shared pool: live bytes by line of code, "
        + "or by size where no _DBG allocator knows. The process also writes it to its own log.")
final class ShmDumpCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Mixin
    private DumpRequest request;

    @Override
    public Integer call() {
        return request.send("mem_shm_dump", options);
    }
}
