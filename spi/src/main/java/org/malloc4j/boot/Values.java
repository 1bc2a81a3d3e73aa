package org.malloc4j.boot;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.event.Level;

/**
 * Reads values as what they are meant to be. A wrong one is reported, and something harmless is read in its place:
 * whoever asked goes on to find the next problem.
 */
final class Values {
    /** Half of the addresses that 48 bits can name: what a process can map at most. */
    private static final long LARGEST_SIZE = 1L << 47;
    private static final Pattern NEGATIVE = Pattern.compile("-\\s*\\d.*");
    private static final String KEY = "value";
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SCHEMA = Pattern.compile("[A-Za-z0-9._/-]{0,64}");

    private final Problems problems;

    /** @param problems where to report */
    Values(Problems problems) {
        this.problems = problems;
    }

    boolean flag(Given given) {
        try {
            return given.value().atKey(KEY).getBoolean(KEY);
        } catch (ConfigException e) {
            problems.add(given.complaint("neither true nor false", "allowed: true, false"));
            return false;
        }
    }

    /**
     * {@return a number of bytes}
     *
     * @param given   what was given
     * @param minimum the fewest there may be
     * @param user    who needs that many
     */
    long byteSize(Given given, long minimum, String user) {
        long byteSize;
        try {
            byteSize = NEGATIVE.matcher(given.text()).matches() ? -1 : given.value().atKey(KEY).getBytes(KEY);
        } catch (ConfigException e) {
            problems.add(given.complaint("not a size",
                    "allowed: a number of bytes, or one with a unit, such as 32 MiB, up to 128 TiB"));
            return 0;
        }
        if (byteSize < minimum) {
            problems.add(given.complaint("size too small", "allowed: %d bytes or more, which is what %s needs to begin with"
                    .formatted(minimum, user)));
        } else if (byteSize > LARGEST_SIZE) {
            problems.add(given.complaint("size too large", "allowed: up to 128 TiB, what a process can map"));
        }
        return byteSize;
    }

    int percentage(Given given) {
        try {
            double percentage = given.value().atKey(KEY).getDouble(KEY);
            if (percentage == Math.rint(percentage) && percentage >= 0 && percentage <= 100) {
                return (int) percentage;
            }
        } catch (ConfigException e) {
            // Said below, as for a number that is out of range.
        }
        problems.add(given.complaint("not a percentage", "allowed: a whole number from 1 to 100, or 0 for no alarm"));
        return 0;
    }

    /** {@return what to do when a pool turns out to be corrupt} */
    OnCorruption onCorruption(Given given) {
        Optional<OnCorruption> policy = OnCorruption.of(given.text());
        if (policy.isEmpty()) {
            problems.add(given.complaint("no reaction to corruption", "allowed: throw (refuse the operation that noticed), "
                    + "halt (mark the pool and end this process) or retire (take what is damaged out of use and go on)"));
        }
        return policy.orElse(OnCorruption.THROW);
    }

    /** {@return at which level to log something; empty: not at all} */
    Optional<Level> level(Given given) {
        String name = given.text().toUpperCase(Locale.ROOT);
        for (Level level : Level.values()) {
            if (level.name().equals(name)) {
                return Optional.of(level);
            }
        }
        if (!name.equals("OFF")) {
            problems.add(given.complaint("not a level", "allowed: off, trace, debug, info, warn, error"));
        }
        return Optional.empty();
    }

    /** {@return the name that processes share a pool by; empty if null was given} It becomes part of a file's name. */
    Optional<String> instance(Given given) {
        if (given.value().valueType() == ConfigValueType.NULL) {
            return Optional.empty();
        }
        if (!INSTANCE.matcher(given.string()).matches()) {
            problems.add(given.complaint("not a name for an instance",
                    "allowed: 1 to 64 letters, digits, '.', '_' and '-', or null for a pool of this process alone"));
        }
        return Optional.of(given.string());
    }

    String schema(Given given) {
        if (!given.isScalar() || !SCHEMA.matcher(given.string()).matches()) {
            problems.add(given.complaint("not a name for a schema",
                    "allowed: up to 64 letters, digits, '.', '_', '/' and '-', such as switchboard/1"));
        }
        return given.string();
    }

    /** {@return a directory in which files can be made} */
    Path directory(Given given) {
        Path directory = path(given);
        if (directory.toString().isEmpty()) {
            problems.add(given.complaint("not a directory's name", "allowed: a directory that exists, such as /dev/shm"));
        } else if (!Files.exists(directory)) {
            problems.add(given.complaint("no such directory", "create it, or name one that exists, such as /dev/shm"));
        } else if (!Files.isDirectory(directory)) {
            problems.add(given.complaint("not a directory", "name the directory that the pool's file shall live in"));
        } else if (!Files.isWritable(directory)) {
            problems.add(given.complaint("directory not writable",
                    "let this user write to it, or name one where it may, such as /dev/shm"));
        }
        return directory;
    }

    /** {@return an absolute path; the empty one if none was given} */
    private static Path path(Given given) {
        try {
            return given.string().isBlank() ? Path.of("") : Path.of(given.string()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return Path.of("");
        }
    }
}
