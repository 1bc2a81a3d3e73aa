package org.malloc4j.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * What the command line configures of malloc4j, for all of its contenders: {@code -Dsettings=}, in HOCON, such as
 * {@code malloc4j.debug.sample-bytes=512KiB}. Every process of the benchmark is given it again.
 */
final class Settings {
    static final String ALLOCATOR = "malloc4j.allocator";
    static final String SHM_ALLOCATOR = "malloc4j.shm.allocator";
    static final String PKG_ALLOCATOR = "malloc4j.pkg.allocator";
    static final String INSTANCE = "malloc4j.instance";
    static final String SHM_SIZE = "malloc4j.shm.size";
    static final String PKG_SIZE = "malloc4j.pkg.size";
    static final String CONFINED = "malloc4j.pkg.confined";
    static final String PERSISTENT = "malloc4j.shm.persistent";

    /** What makes a contender what it is. */
    private static final List<String> CONTENDERS_OWN = List.of(ALLOCATOR, SHM_ALLOCATOR, PKG_ALLOCATOR, INSTANCE, SHM_SIZE,
            PKG_SIZE, CONFINED, PERSISTENT);
    private static final String PROPERTY = "settings";

    private Settings() {
    }

    /** {@return them, without what they leave open} */
    static Config given() {
        return ConfigFactory.parseString(text());
    }

    /** {@return what is wrong with a text of settings, a sentence each} @param text the text */
    static List<String> problems(String text) {
        try {
            Config config = ConfigFactory.parseString(text).resolveWith(ConfigFactory.defaultReference(),
                    ConfigResolveOptions.defaults());
            return CONTENDERS_OWN.stream().filter(config::hasPathOrNull).map(key -> "setting is a contender's own: settings="
                    + key + "; figures would say of one contender what is another one's. Leave it out: contenders says "
                    + "which allocators are measured in which role, as in -Dcontenders=F_MALLOC/shm.").toList();
        } catch (ConfigException e) {
            return List.of("settings can't be read: " + PROPERTY + "=" + text + "; " + e.getMessage()
                    + ". Write them as in an application.conf, as in -Dsettings=malloc4j.debug.sample-bytes=512KiB.");
        }
    }

    /** {@return what is wrong with those of this process, a sentence each} */
    static List<String> problems() {
        return problems(text());
    }

    /** {@return where shared pools lie} */
    static Path shmDirectory() {
        return Path.of(given().withFallback(ConfigFactory.defaultReference()).resolve().getString("malloc4j.shm.directory"));
    }

    /** {@return the flag that passes them on} */
    static String flag() {
        return "-D" + PROPERTY + "=" + text();
    }

    private static String text() {
        return System.getProperty(PROPERTY, "");
    }
}
