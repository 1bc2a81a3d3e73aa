package org.malloc4j.example.switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.malloc4j.example.switchboard.inject.Injection;

/** Reads values of a configuration and collects what is wrong with them, each with its file, line and key. */
final class SettingsReader {
    private final Config config;
    private final String section;
    private final String root;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Config config, String root) {
        this.config = config;
        this.section = root;
        this.root = root + ".";
    }

    int number(String key, int min, int max) {
        return read(key, config::getInt, value -> value >= min && value <= max, "a number from " + min + " to " + max, 1);
    }

    int powerOfTwo(String key, int max) {
        return read(key, config::getInt, value -> Integer.bitCount(value) == 1 && value > 0 && value <= max,
                "a power of two up to " + max, 1);
    }

    int millis(String key, int min, int max) {
        return read(key, path -> config.getDuration(path, TimeUnit.MILLISECONDS), value -> value >= min && value <= max,
                "a duration from " + min + " ms to " + max + " ms", 1L).intValue();
    }

    Injection injection(String key) {
        return read(key, path -> Injection.of(config.getString(path)).orElse(null), value -> value != null,
                Injection.keys(), Injection.NONE);
    }

    List<String> strings(String key) {
        return read(key, config::getStringList, value -> true, "a list of strings", List.of());
    }

    InetAddress address(String key) {
        return read(key, path -> parse(config.getString(path)), address -> address != null && !address.isAnyLocalAddress(),
                "an address of this machine (peers are told it, so it can't be the wildcard address)",
                InetAddress.getLoopbackAddress());
    }

    private static InetAddress parse(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    void require(boolean holds, String key, String allowed) {
        if (!holds) {
            problem(root + key, allowed);
        }
    }

    void check() {
        new Sections(known, problems).check(section, config.getObject(section));
        if (!problems.isEmpty()) {
            throw new StartRefusedException(problems);
        }
    }

    private <T> T read(String key, Function<String, T> get, Predicate<T> allowed, String description, T otherwise) {
        String path = root + key;
        known.add(path);
        if (!stands(key)) {
            return otherwise;
        }
        try {
            T value = get.apply(path);
            if (allowed.test(value)) {
                return value;
            }
            problem(path, description);
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            problem(path, description);
        } catch (ConfigException.Missing e) {
            problems.add("missing setting: " + path + " must be " + description);
        }
        return otherwise;
    }

    /** Whether the section that a key is in is one; if not, that is said once, and not for each of its keys. */
    private boolean stands(String key) {
        int end = key.indexOf('.');
        ConfigValue parent = end < 0 ? null : config.getObject(section).get(key.substring(0, end));
        return parent == null || parent instanceof ConfigObject;
    }

    private void problem(String path, String allowed) {
        problems.add(config.getValue(path).origin().description() + ": bad value: " + path + "="
                + config.getValue(path).unwrapped() + ", must be " + allowed);
    }
}
