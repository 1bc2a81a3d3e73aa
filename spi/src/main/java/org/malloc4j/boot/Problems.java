package org.malloc4j.boot;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.malloc4j.MemoryBootException;

/** What is wrong with a configuration, collected so that all of it is said at once, and nothing twice. */
final class Problems {
    private final Set<String> sentences = new LinkedHashSet<>();

    void add(String sentence) {
        sentences.add(sentence);
    }

    boolean areThere() {
        return !sentences.isEmpty();
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }

    void throwIfAny() {
        if (areThere()) {
            throw new MemoryBootException(List.copyOf(sentences));
        }
    }
}
