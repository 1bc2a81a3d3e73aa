package org.malloc4j.debug.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.ObservedPool;
import org.malloc4j.management.ObservedProcess;
import org.malloc4j.management.PoolObserver;

/**
 * The shared pools of one directory.
 *
 * @param observer looks
 * @param path     the directory
 */
record PoolDirectory(PoolObserver observer, Path path) {

    List<ObservedPool> pools() {
        try {
            return observer.pools(path);
        } catch (IOException e) {
            throw new CommandException("directory of shared pools can't be read: directory=" + path + "; name it with "
                    + "--directory", e);
        }
    }

    /**
     * {@return the process that was meant}
     *
     * @param name its pid, or {@code INSTANCE/SLOT}
     */
    Callee find(String name) {
        List<ObservedPool> pools = pools();
        List<Callee> found = pools.stream()
                .flatMap(pool -> pool.processes().stream().map(process -> new Callee(pool.instance(), process)))
                .filter(callee -> callee.isCalled(name))
                .toList();
        List<Callee> alive = found.stream().filter(callee -> callee.process().alive()).toList();
        if (alive.size() > 1 && alive.stream().map(callee -> callee.process().startMillis()).distinct().count() > 1) {
            throw new CommandException("pid is ambiguous: pid=" + name + " processes="
                    + alive.stream().map(Callee::place).toList() + "; processes of several containers have it. Name one by "
                    + "INSTANCE/SLOT");
        }
        if (!alive.isEmpty()) {
            return alive.getFirst();
        }
        if (!found.isEmpty()) {
            throw died(found.getFirst());
        }
        pools.stream().filter(pool -> !pool.refusal().isEmpty() && name.startsWith(pool.instance() + "/")).findFirst()
                .ifPresent(pool -> {
                    throw new CommandException(pool.refusal());
                });
        throw Strangers.explain(name, path);
    }

    private CommandException died(Callee callee) {
        String sentence = "process died: pid=" + callee.process().pid() + "; ";
        ObservedPool pool = pools().stream().filter(it -> it.instance().equals(callee.instance())).findFirst().orElseThrow(
                () -> new CommandException(sentence + "its pool is gone, too"));
        List<String> living = pool.processes().stream().filter(ObservedProcess::alive)
                .map(process -> new Callee(pool.instance(), process).place()).toList();
        return new CommandException(sentence + (living.isEmpty()
                ? "nobody is left in its pool. See what it held: mi inspect " + pool.file()
                : "what it left in " + callee.place() + " is mended by the next process that joins the pool. Ask another one: "
                        + living));
    }
}
