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

    void throwIfAny() {
        if (!sentences.isEmpty()) {
            throw new MemoryBootException(List.copyOf(sentences));
        }
    }
}
