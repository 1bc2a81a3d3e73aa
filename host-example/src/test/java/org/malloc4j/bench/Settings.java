package org.malloc4j.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;

/**
 * What the command line configures of malloc4j, for all of its contenders: {@code -Dsettings=}, in HOCON, such as
 * {@code malloc4j.debug.sample-bytes=512KiB}. Every process of the benchmark is given it again.
 */
final class Settings {
    private static final String PROPERTY = "settings";

    private Settings() {
    }

    /** {@return them, without what they leave open} */
    static Config given() {
        String text = System.getProperty(PROPERTY, "");
        try {
            return ConfigFactory.parseString(text);
        } catch (ConfigException e) {
            throw new IllegalArgumentException("settings can't be read: " + PROPERTY + "=" + text + "; " + e.getMessage(), e);
        }
    }

    /** {@return where shared pools lie} */
    static Path shmDirectory() {
        return Path.of(given().withFallback(ConfigFactory.defaultReference()).resolve().getString("malloc4j.shm.directory"));
    }

    /** {@return the flag that passes them on} */
    static String flag() {
        return "-D" + PROPERTY + "=" + System.getProperty(PROPERTY, "");
    }
}
