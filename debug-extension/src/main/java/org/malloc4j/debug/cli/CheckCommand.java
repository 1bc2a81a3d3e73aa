package org.malloc4j.debug.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.malloc4j.management.Message;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mi shm_check}: whether the shared pool is in order. */
@Command(name = "shm_check", description = "Walks the shared pool and checks every fragment: how many there are, or the "
        + "evidence of what is broken.", footer = {"", "Exit status 1: the pool is damaged."})
final class CheckCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "A process of the pool.")
    private String process;

    @Mixin
    private CommonOptions options;

    @Override
    public Integer call() {
        Map<String, Object> answer = options.pools().find(process)
                .ask(Map.of(Message.COMMAND, "shm_check"), options.limit());
        Map<String, Object> found = new TreeMap<>(answer);
        found.keySet().removeAll(java.util.Set.of(Message.OK, Message.TEXT));
        options.print(found, String.valueOf(answer.get(Message.TEXT)));
        return Boolean.TRUE.equals(answer.get("intact")) ? Mi.FINE : Mi.FOUND;
    }
}
