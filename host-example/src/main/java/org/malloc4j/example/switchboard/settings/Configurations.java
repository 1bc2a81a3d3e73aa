package org.malloc4j.example.switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Puts the configuration together: the command line over system properties over the file over every module's defaults. */
public final class Configurations {
    private static final String ROOT = "switchboard";
    /** A system property (its level) that logging reads for itself. */
    private static final String LOG = "switchboard.log";
    private static final String SCHEMA = "switchboard/1";
    /** All shared blocks of calls are made by the call table; who asked it for one is what a dump should name. */
    private static final Config WRAPPERS = ConfigFactory.parseMap(Map.of("malloc4j.debug.skip-packages",
            List.of("org.malloc4j.example.switchboard.table")), "the switchboard");

    private Configurations() {
    }

    /**
     * The whole configuration.
     *
     * @param commandLine what the command line says
     * @param file        the file named there, instead of {@code application.conf}; or null
     * @param defaults    what holds if nobody says otherwise, over every module's defaults
     * @throws StartRefusedException if a file can't be read, or has a value where all of the switch's settings belong
     */
    public static Config load(Config commandLine, Path file, Config defaults) {
        try {
            Config application = file == null ? ConfigFactory.defaultApplication() : ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            Config overrides = ConfigFactory.defaultOverrides().withoutPath(LOG);
            requireSection(overrides);
            requireSection(application);
            return commandLine
                    .withFallback(overrides)
                    .withFallback(application)
                    .withFallback(defaults)
                    .withFallback(WRAPPERS)
                    .withFallback(ConfigFactory.defaultReferenceUnresolved())
                    .resolve();
        } catch (ConfigException e) {
            throw new StartRefusedException("can't read the configuration: " + e.getMessage());
        }
    }

    /** Looked at before the parts are put together: a value would hide the defaults, and be hidden by the command line. */
    private static void requireSection(Config part) {
        ConfigValue value = part.root().get(ROOT);
        if (value != null && !(value instanceof ConfigObject) && isResolved(value)) {
            throw new StartRefusedException(Sections.notASection(ROOT, value));
        }
    }

    private static boolean isResolved(ConfigValue value) {
        try {
            value.valueType();
            return true;
        } catch (ConfigException.NotResolved e) {
            return false;
        }
    }

    /** The configuration of all processes of one switch: they share a port, and a pool with calls in it. */
    public static Config shared(Config config, String instance, int port) {
        Config own = ConfigFactory.parseMap(Map.of("malloc4j.instance", instance, "malloc4j.shm.schema", SCHEMA,
                "switchboard.port", port), "the switchboard");
        return own.withFallback(config);
    }

    /** What a worker has to know of the configuration, as one line of text. */
    public static String render(Config config) {
        return config.root().withOnlyKey("malloc4j").withFallback(config.root().withOnlyKey("switchboard"))
                .render(ConfigRenderOptions.concise());
    }

    /** Reads what {@link #render} wrote. */
    public static Config parse(String text) {
        return ConfigFactory.parseString(text).resolve();
    }
}
