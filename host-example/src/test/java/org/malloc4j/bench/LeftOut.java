package org.malloc4j.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What contenders won't do because of what they are: in one line for each reason, however many it concerns. */
final class LeftOut {
    private final Contenders contenders;
    private final Map<ContenderId, Set<Integer>> crowded = new LinkedHashMap<>();
    private final Map<ContenderId, Set<String>> crossing = new LinkedHashMap<>();

    /** @param contenders who brings them */
    LeftOut(Contenders contenders) {
        this.contenders = contenders;
    }

    /** Takes note of a contender that can't perform a workload. @param threads with how many threads */
    void note(ContenderId id, Workload workload, int threads) {
        ContenderSource source = contenders.source(id);
        if (threads > source.maxThreads(id)) {
            crowded.computeIfAbsent(id, key -> new TreeSet<>()).add(threads);
        } else if (!contenders.can(id, workload, threads)) {
            crossing.computeIfAbsent(id, key -> new LinkedHashSet<>()).add(workload.name());
        }
    }

    /** {@return a sentence for each reason there was} */
    List<String> sentences() {
        return Stream.concat(
                alike(crowded).entrySet().stream().map(entry -> "left out with " + listed(entry.getKey(), " or ")
                        + " threads: " + listed(entry.getValue(), ", ") + "; only one thread may use "
                        + (entry.getValue().size() == 1 ? "it." : "them.")),
                alike(crossing).entrySet().stream().map(entry -> "left out of " + listed(entry.getKey(), " and ")
                        + ": " + listed(entry.getValue(), ", ") + "; other threads free blocks there than those that "
                        + "allocated them, and these can't.")).toList();
    }

    private static <T> Map<Set<T>, List<ContenderId>> alike(Map<ContenderId, Set<T>> noted) {
        return noted.keySet().stream().collect(Collectors.groupingBy(noted::get, LinkedHashMap::new, Collectors.toList()));
    }

    private static String listed(Collection<?> all, String between) {
        return all.stream().map(String::valueOf).collect(Collectors.joining(between));
    }
}
