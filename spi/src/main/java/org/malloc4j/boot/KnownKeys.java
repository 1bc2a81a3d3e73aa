package org.malloc4j.boot;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.malloc4j.Role;

/**
 * The keys that may stand under {@code malloc4j}: those that some module's {@code reference.conf} mentions. A provider's
 * section may stand in {@code malloc4j.shm} and {@code malloc4j.pkg} as well, for one role.
 */
final class KnownKeys {
    /** The key that everything stands under. */
    static final String ROOT = "malloc4j";

    private static final Set<String> OWN_SECTIONS = Set.of("shm", "pkg", "commands");

    private final ConfigObject known;
    private final Problems problems;

    /**
     * @param reference every module's {@code reference.conf}, merged
     * @param problems  where to report the rest
     */
    KnownKeys(ConfigObject reference, Problems problems) {
        this.known = withRoleSections(reference.withOnlyKey(ROOT));
        this.problems = problems;
    }

    /**
     * {@return what is left of a tree without that which has no place in it} Every key that was dropped is reported, so
     * that whoever reads the rest need not look at shapes again.
     */
    ConfigObject keep(ConfigObject tree) {
        return keep(List.of(), tree.withOnlyKey(ROOT), known);
    }

    private ConfigObject keep(List<String> parent, ConfigObject tree, ConfigObject expected) {
        ConfigObject kept = tree;
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(tree).entrySet()) {
            String key = entry.getKey();
            ConfigValue value = entry.getValue();
            List<String> path = child(parent, key);
            String misfit = misfit(path, value, expected.get(key));
            if (misfit != null) {
                problems.add(misfit);
                kept = kept.withoutKey(key);
            } else if (value instanceof ConfigObject section && expected.get(key) instanceof ConfigObject inner) {
                kept = kept.withValue(key, keep(path, section, inner));
            }
        }
        return kept;
    }

    /** {@return what is wrong with a key or the shape of its value, or null} */
    private String misfit(List<String> path, ConfigValue value, ConfigValue expected) {
        Given given = new Given(ConfigUtil.joinPath(path), value);
        if (expected == null) {
            return given.complaint("unknown key", "did you mean " + nearest(String.join(".", path)) + "?");
        }
        if (!given.isResolved()) {
            return given.complaint("substitution leads nowhere",
                    "define what it refers to, or write ${?...} if it may be missing");
        }
        if (expected instanceof ConfigObject != value instanceof ConfigObject && !isList(value, expected)) {
            return expected instanceof ConfigObject
                    ? given.complaint("not a section", "allowed: keys and values in braces")
                    : given.complaint("a section where a value belongs", "allowed: one value");
        }
        return null;
    }

    /** {@return whether it is a list as system properties write one: an element under each number} */
    private static boolean isList(ConfigValue value, ConfigValue expected) {
        return expected instanceof ConfigList && value instanceof ConfigObject elements && !elements.isEmpty()
                && elements.keySet().stream().allMatch(key -> key.matches("[0-9]{1,9}"));
    }

    /** The section that a key stands in is always near, and never what was meant. */
    private String nearest(String written) {
        List<String> paths = new ArrayList<>();
        collect(List.of(), known, paths);
        paths.removeIf(path -> written.startsWith(path + "."));
        return Spelling.nearest(written, paths).orElse(ROOT);
    }

    private static ConfigObject withRoleSections(ConfigObject reference) {
        ConfigObject tree = (ConfigObject) reference.get(ROOT);
        ConfigObject providers = tree;
        for (Map.Entry<String, ConfigValue> entry : tree.entrySet()) {
            if (OWN_SECTIONS.contains(entry.getKey()) || !(entry.getValue() instanceof ConfigObject)) {
                providers = providers.withoutKey(entry.getKey());
            }
        }
        ConfigObject whole = tree;
        for (Role role : Role.values()) {
            whole = whole.withValue(role.key(), tree.get(role.key()).withFallback(providers));
        }
        return reference.withValue(ROOT, whole);
    }

    private static void collect(List<String> parent, ConfigObject section, List<String> paths) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(section).entrySet()) {
            List<String> path = child(parent, entry.getKey());
            paths.add(ConfigUtil.joinPath(path));
            if (entry.getValue() instanceof ConfigObject inner) {
                collect(path, inner, paths);
            }
        }
    }

    private static List<String> child(List<String> parent, String key) {
        List<String> path = new ArrayList<>(parent);
        path.add(key);
        return path;
    }
}
