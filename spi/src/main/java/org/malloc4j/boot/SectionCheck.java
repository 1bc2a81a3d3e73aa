package org.malloc4j.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.malloc4j.Role;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/**
 * Finds everything that providers and decorators refuse in their own sections. They read those themselves and stop at the
 * first wrong value, so each one is reported and replaced by its default, until nothing more is refused. That is done on
 * scratch memory, and only once it is known that something is wrong.
 */
final class SectionCheck {
    /** How Config words what it refuses: the key, which providers write in full or not, and why. */
    private static final Pattern REFUSED = Pattern.compile(
            ".*?: (?:Invalid value at '(?<path>[^']+)': (?<reason>.*)|(?<other>[A-Za-z0-9.\"-]+) (?<type>has type .*))",
            Pattern.DOTALL);
    private static final int PAGE = 4096;

    private final SettingsTree tree;
    private final Role role;
    private final Problems problems;

    SectionCheck(SettingsTree tree, Role role, Problems problems) {
        this.tree = tree;
        this.role = role;
        this.problems = problems;
    }

    /** Reports what is wrong with the sections that a role's allocator reads. */
    void check(AllocatorChoice choice, long poolByteSize) {
        AllocatorProvider provider = choice.provider();
        check(SettingsReader.section(provider), provider.name(), config -> format(provider, config));
        choice.decorator().ifPresent(decorator -> check(decorator.section(), "_" + decorator.suffix(),
                config -> ask(decorator, poolByteSize, config)));
    }

    private void check(String section, String reader, Consumer<Config> read) {
        Config config = tree.section(role, section);
        Set<String> seen = new HashSet<>();
        while (true) {
            try {
                read.accept(config);
                return;
            } catch (ConfigException e) {
                Optional<String> path = report(section, reader, String.valueOf(e.getMessage()));
                if (path.isEmpty() || !seen.add(path.get())) {
                    return;
                }
                config = tree.withDefault(config, section, path.get());
            } catch (RuntimeException | LinkageError e) {
                // Nothing that a section could be blamed for; booting tells.
                return;
            }
        }
    }

    /** {@return the key in its section; nothing if it isn't known, and so nothing was reported} */
    private Optional<String> report(String section, String reader, String message) {
        Matcher refused = REFUSED.matcher(message);
        if (!refused.matches()) {
            return Optional.empty();
        }
        String key = refused.group("path") == null ? refused.group("other") : refused.group("path");
        String whole = KnownKeys.ROOT + "." + section + ".";
        String path = key.startsWith(whole) ? key.substring(whole.length()) : key;
        Optional<Given> given = givenIn(section, path);
        given.ifPresent(it -> problems.add(it.complaint("value refused by " + reader,
                refused.group("path") == null ? "it " + refused.group("type") : refused.group("reason"))));
        return given.map(it -> path);
    }

    /** What a provider calls a key may be none. */
    private Optional<Given> givenIn(String section, String path) {
        try {
            return tree.givenIn(role, section, path);
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }

    private void format(AllocatorProvider provider, Config config) {
        try (Arena arena = Arena.ofConfined()) {
            provider.format(Region.of(arena.allocate(provider.minimumByteSize(0) + PAGE, PAGE)), 0, config);
        }
    }

    private static void ask(AllocatorDecorator decorator, long poolByteSize, Config config) {
        decorator.tagByteSize(config);
        decorator.areaByteSize(poolByteSize, config);
    }
}
