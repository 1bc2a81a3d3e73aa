package org.malloc4j.debug.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.Message;
import org.malloc4j.management.ObservedPool;
import org.malloc4j.management.ObservedProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mi ps}: who runs malloc4j. */
@Command(name = "ps", description = "Lists the processes that run malloc4j, and what their pools hold, in bytes.",
        footer = {"", "Exit status 1: a process died and nobody has mended its pool yet, is stopped, or did not answer."})
final class PsCommand implements Callable<Integer> {
    private static final String LINE = "%7s %-20s %4s %-4s %-16s %14s %14s %14s  %s";
    private static final String NOTHING = "-";

    @Mixin
    private CommonOptions options;

    /**
     * One line.
     *
     * @param callee the process
     * @param values what it answered for one of its pools; empty if it did not
     * @param state  why not
     */
    private record Row(Callee callee, String allocator, Map<String, Object> values, State state) {

        Map<String, Object> json() {
            Map<String, Object> row = new LinkedHashMap<>(values);
            row.put("pid", callee.process().pid());
            row.put("instance", callee.instance());
            row.put("slot", callee.process().slot());
            row.put("role", role());
            row.put("allocator", allocator);
            row.put("state", state.text);
            return row;
        }

        String role() {
            return String.valueOf(values.getOrDefault("role", "shm"));
        }

        String line() {
            return String.format(LINE, callee.process().pid(), callee.instance(), callee.process().slot(), role(), allocator,
                    values.getOrDefault("real_used_size", NOTHING), values.getOrDefault("max_used_size", NOTHING),
                    values.getOrDefault("total_size", NOTHING), state == State.ANSWERS ? "" : state.text).stripTrailing();
        }
    }

    /** How a process is. */
    private enum State {
        ANSWERS("answers", Mi.FINE), COMMANDS_OFF("answers no commands", Mi.FINE), STOPPED("stopped", Mi.FOUND),
        SILENT("did not answer", Mi.FOUND), DIED("died", Mi.FOUND);

        private final String text;
        private final int status;

        State(String text, int status) {
            this.text = text;
            this.status = status;
        }
    }

    @Override
    public Integer call() {
        List<ObservedPool> pools = options.pools().pools();
        // All are asked before any is waited for: ten that don't answer take no longer than one.
        List<CompletableFuture<List<Row>>> answers = pools.stream()
                .flatMap(pool -> pool.processes().stream().map(process -> ask(pool, process))).toList();
        List<Row> rows = answers.stream().flatMap(answer -> answer.join().stream()).toList();
        List<ObservedPool> unreadable = pools.stream().filter(pool -> !pool.refusal().isEmpty()).toList();
        List<ObservedPool> empty = pools.stream()
                .filter(pool -> pool.refusal().isEmpty() && pool.processes().isEmpty()).toList();
        options.print(Map.of("processes", rows.stream().map(Row::json).toList(),
                        "empty", empty.stream().map(pool -> pool.file().toString()).toList(),
                        "unreadable", unreadable.stream().map(ObservedPool::refusal).toList()),
                rows.isEmpty() ? "" : table(rows));
        empty.forEach(pool -> options.remark("nobody is in the pool: file=" + pool.file() + "; its contents are kept for "
                + "the next start"));
        unreadable.forEach(pool -> options.remark(pool.refusal()));
        if (rows.isEmpty()) {
            options.remark("no process that runs malloc4j: directory=" + options.pools().path());
        }
        return rows.stream().mapToInt(row -> row.state.status).max().orElse(Mi.FINE);
    }

    private static String table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(LINE, "pid", "instance", "slot", "role", "allocator", "used", "max", "size", "")
                .stripTrailing());
        rows.forEach(row -> lines.add(row.line()));
        return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
    }

    private CompletableFuture<List<Row>> ask(ObservedPool pool, ObservedProcess process) {
        return CompletableFuture.supplyAsync(() -> rows(pool, new Callee(pool.instance(), process)),
                Thread::startVirtualThread);
    }

    private List<Row> rows(ObservedPool pool, Callee callee) {
        State state = state(callee);
        if (state == State.ANSWERS) {
            try {
                return answered(callee, callee.ask(Map.of(Message.COMMAND, "ps"), options.limit()));
            } catch (CommandException e) {
                state = callee.isStopped() ? State.STOPPED : callee.hasSocket() ? State.SILENT : State.COMMANDS_OFF;
            }
        }
        return List.of(new Row(callee, pool.allocator(), Map.of(), state));
    }

    private static State state(Callee callee) {
        if (!callee.process().alive()) {
            return State.DIED;
        }
        return callee.isStopped() ? State.STOPPED
                : callee.hasSocket() || callee.isYoung() ? State.ANSWERS : State.COMMANDS_OFF;
    }

    private static List<Row> answered(Callee callee, Map<String, Object> answer) {
        List<Row> rows = new ArrayList<>();
        if (answer.get("pools") instanceof List<?> pools) {
            for (Object pool : pools) {
                Map<String, Object> values = new LinkedHashMap<>();
                ((Map<?, ?>) pool).forEach((key, value) -> values.put(String.valueOf(key), value));
                rows.add(new Row(callee, String.valueOf(values.get("allocator")), values, State.ANSWERS));
            }
        }
        return rows;
    }
}
