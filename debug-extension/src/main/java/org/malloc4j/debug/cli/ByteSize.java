package org.malloc4j.debug.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.Optional;

/** Numbers of bytes on a command line, with or without a unit, as the configuration takes them. */
final class ByteSize {
    private ByteSize() {
    }

    /** {@return how many bytes a text says, such as {@code 512KiB}; nothing if it says no number from 0 on} */
    static Optional<Long> of(String text) {
        try {
            return Optional.of(ConfigFactory.parseMap(Map.of("size", text)).getBytes("size")).filter(size -> size >= 0);
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }
}
