package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The contenders that there are, and who brings them. */
final class Contenders {
    private final Map<ContenderId, ContenderSource> sources = new LinkedHashMap<>();

    private Contenders() {
    }

    static Contenders onClassPath() {
        Contenders contenders = new Contenders();
        contenders.add(new VoidSource());
        contenders.add(new PoolSource());
        ServiceLoader.load(ContenderSource.class).forEach(contenders::add);
        return contenders;
    }

    private void add(ContenderSource source) {
        source.contenders().forEach(id -> sources.put(id, source));
    }

    List<ContenderId> all() {
        return List.copyOf(sources.keySet());
    }

    /**
     * {@return those that a word of the command line means; none if it means none}
     *
     * @param word a name, for every role, or {@code name/role}
     */
    List<ContenderId> named(String word) {
        List<ContenderId> found = new ArrayList<>();
        for (ContenderId id : sources.keySet()) {
            if (word.equalsIgnoreCase(id.name()) || word.equalsIgnoreCase(id.toString())) {
                found.add(id);
            }
        }
        return found;
    }

    /** {@return who brings a contender} */
    ContenderSource source(ContenderId id) {
        if (SlowedSource.brings(id)) {
            return new SlowedSource(this);
        }
        ContenderSource source = sources.get(id);
        if (source == null) {
            throw new IllegalArgumentException("unknown contender: " + id + "; there are: " + sources.keySet());
        }
        return source;
    }

    /** {@return whether a contender is no decorated one} */
    boolean isPlain(ContenderId id) {
        return source(id).isPlain(id);
    }

    /** {@return whether a contender can perform a workload} @param threads with how many threads */
    boolean can(ContenderId id, Workload workload, int threads) {
        ContenderSource source = source(id);
        return threads <= source.maxThreads(id) && (source.crossesThreads(id) || !workload.crossesThreads());
    }
}
