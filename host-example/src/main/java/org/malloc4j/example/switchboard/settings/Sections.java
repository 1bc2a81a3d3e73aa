package org.malloc4j.example.switchboard.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds what has no place in a tree of settings: keys that nobody reads, and values where a section belongs. */
final class Sections {
    private static final char SEPARATOR = '.';

    private final Collection<String> known;
    private final List<String> problems;

    /**
     * @param known    the paths that are read
     * @param problems where to say what is wrong
     */
    Sections(Collection<String> known, List<String> problems) {
        this.known = known;
        this.problems = problems;
    }

    /** Looks through a section and the sections in it. */
    void check(String path, ConfigObject section) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(section).entrySet()) {
            String inner = path + SEPARATOR + ConfigUtil.joinPath(entry.getKey());
            ConfigValue value = entry.getValue();
            if (known.stream().anyMatch(key -> key.startsWith(inner + SEPARATOR))) {
                if (value instanceof ConfigObject nested) {
                    check(inner, nested);
                } else {
                    problems.add(notASection(inner, value));
                }
            } else if (!known.contains(inner)) {
                problems.add(value.origin().description() + ": unknown key: " + inner + "=" + value.unwrapped()
                        + "; did you mean " + Spelling.nearest(inner, candidates()).orElse(path) + "?");
            }
        }
    }

    /** The keys and the sections they are in. */
    private Set<String> candidates() {
        Set<String> candidates = new TreeSet<>(known);
        known.forEach(key -> candidates.add(key.substring(0, key.lastIndexOf(SEPARATOR))));
        return candidates;
    }

    /** Says that a value stands where a section belongs. */
    static String notASection(String path, ConfigValue value) {
        return value.origin().description() + ": not a section: " + path + "=" + value.unwrapped()
                + ", must be keys and values in braces";
    }
}
