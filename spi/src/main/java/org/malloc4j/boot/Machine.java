package org.malloc4j.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/** What the machine says about this process and about itself. */
final class Machine {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    /** The boot id of a machine that has none. */
    static final UUID UNKNOWN_BOOT = new UUID(0, 0);

    private static final long START_MILLIS =
            ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH).toEpochMilli();

    private Machine() {
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static long processStartMillis() {
        return START_MILLIS;
    }

    /** {@return the number the kernel drew when the machine started; zero where it draws none} */
    static UUID bootId() {
        try {
            return UUID.fromString(Files.readString(BOOT_ID).strip());
        } catch (IOException | IllegalArgumentException e) {
            return UNKNOWN_BOOT;
        }
    }
}
