package org.malloc4j.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.malloc4j.Role;

/**
 * What was given under {@code malloc4j}, over every module's {@code reference.conf}: known keys only, each in the right
 * shape, all substitutions replaced.
 */
final class SettingsTree {
    private final ConfigObject defaults;
    private final ConfigObject tree;

    /**
     * @param wholeTree {@code malloc4j} and its surroundings, resolved or not
     * @param loader    where the modules are
     * @param problems  where to report what doesn't fit in
     */
    SettingsTree(Config wholeTree, ClassLoader loader, Problems problems) {
        Config references = ConfigFactory.defaultReferenceUnresolved(loader);
        ConfigObject reference = resolved(references).root();
        ConfigObject known = new KnownKeys(reference, problems).keep(resolved(wholeTree.withFallback(references)).root());
        this.defaults = (ConfigObject) reference.get(KnownKeys.ROOT);
        ConfigObject merged = known.withFallback(reference);
        this.tree = complete(KnownKeys.ROOT, (ConfigObject) merged.getOrDefault(KnownKeys.ROOT, defaults), defaults,
                problems);
    }

    /**
     * {@return a section with all its keys} A value that was given for a section hides the defaults below it, even where
     * keys of that section were laid over it again, and is itself no longer to be seen.
     */
    private static ConfigObject complete(String path, ConfigObject section, ConfigObject expected, Problems problems) {
        if (!section.keySet().containsAll(expected.keySet())) {
            problems.add(new Given(path, section).complaint("not a section",
                    "one value was given for all of it somewhere; allowed: keys and values in braces"));
            return expected;
        }
        ConfigObject whole = section;
        for (Map.Entry<String, ConfigValue> entry : expected.entrySet()) {
            if (entry.getValue() instanceof ConfigObject inner && section.get(entry.getKey()) instanceof ConfigObject given) {
                whole = whole.withValue(entry.getKey(),
                        complete(path + "." + ConfigUtil.joinPath(entry.getKey()), given, inner, problems));
            }
        }
        return whole;
    }

    /** {@return what was given for a key} @param path the elements of the key, under {@code malloc4j} */
    Given given(String... path) {
        ConfigValue value = tree;
        for (String element : path) {
            value = ((ConfigObject) value).get(element);
        }
        return new Given(KnownKeys.ROOT + "." + ConfigUtil.joinPath(path), value);
    }

    /** {@return a provider's section for one role: what stands in the role's own, over what stands in the general one} */
    Config section(Role role, String name) {
        ConfigObject own = (ConfigObject) tree.get(role.key());
        return asSection(own.get(name)).withFallback(asSection(tree.get(name)));
    }

    /**
     * {@return what a role's allocator was given as} That is {@code malloc4j.allocator} unless the role has one of its
     * own. A default that was resolved before the host put its own configuration on top names the default still: it
     * is known by its origin.
     *
     * @param role the role
     */
    Given allocator(Role role) {
        Given both = given("allocator");
        Given own = given(role.key(), "allocator");
        ConfigOrigin origin = own.value().origin();
        boolean inherited = own.value().equals(both.value()) && origin.equals(both.value().origin());
        return inherited || origin.equals(defaults.get("allocator").origin()) ? both : own;
    }

    /**
     * {@return what was given for a key of a provider's section, for one role; nothing if there is no such key}
     *
     * @param path the key in the section
     */
    Optional<Given> givenIn(Role role, String section, String path) {
        Config all = tree.toConfig();
        return Stream.of(role.key() + "." + section, section).map(prefix -> prefix + "." + path).filter(all::hasPath)
                .findFirst().map(key -> new Given(KnownKeys.ROOT + "." + key, all.getValue(key)));
    }

    /** {@return a provider's section with the default for a key; without the key if it has none} */
    Config withDefault(Config config, String section, String path) {
        Config whole = defaults.toConfig();
        String key = section + "." + path;
        return whole.hasPath(key) ? config.withValue(path, whole.getValue(key)) : config.withoutPath(path);
    }

    private static Config asSection(ConfigValue value) {
        return value instanceof ConfigObject section ? section.toConfig() : ConfigFactory.empty();
    }

    /**
     * {@return a tree whose substitutions are replaced as far as possible} As Config itself does it, system properties
     * may be substituted.
     */
    private static Config resolved(Config tree) {
        Config properties = ConfigFactory.systemProperties().withoutPath(KnownKeys.ROOT);
        return tree.withFallback(properties).resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
    }
}
