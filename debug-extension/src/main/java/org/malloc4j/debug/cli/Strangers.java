package org.malloc4j.debug.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.malloc4j.management.CommandException;

/** Says why a process can't be asked that is in no pool. */
final class Strangers {
    private Strangers() {
    }

    /** {@return why not} @param name what it was called @param directory where it was looked for */
    static CommandException explain(String name, Path directory) {
        if (!name.matches("[0-9]{1,18}")) {
            return new CommandException("no such process: name=" + name + " directory=" + directory
                    + "; expected a pid, or INSTANCE/SLOT. 'mi ps' lists those that run malloc4j");
        }
        if (ProcessHandle.of(Long.parseLong(name)).isEmpty()) {
            return new CommandException("no such process: pid=" + name + " directory=" + directory
                    + "; 'mi ps' lists those that run malloc4j");
        }
        Optional<Integer> user = user(Path.of("/proc", name));
        Optional<Integer> mine = user(Path.of("/proc/self"));
        if (user.isPresent() && mine.isPresent() && !user.equals(mine)) {
            return new CommandException("process belongs to another user: pid=" + name + " uid=" + user.get() + " mine="
                    + mine.get() + "; only its own user may ask it. Run mi as that user");
        }
        return new CommandException("process does not run malloc4j: pid=" + name + " directory=" + directory
                + "; it has no pool there. If its malloc4j.shm.directory is another one, name that with --directory");
    }

    private static Optional<Integer> user(Path path) {
        try {
            return Optional.of((Integer) Files.getAttribute(path, "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
