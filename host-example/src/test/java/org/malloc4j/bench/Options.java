package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the command line asks for. Whatever it leaves open is as in the quick edition.
 *
 * @param workloads  by name or family; empty for the quick edition
 * @param contenders which; empty for the quick edition's
 * @param threads    by how many; empty for the quick edition's
 * @param seconds    for how long each measurement; empty for as long as the quick edition has time
 * @param rounds     how many runs of each contender; empty for as many as the quick edition has time for
 * @param specials   what else
 */
record Options(List<String> workloads, List<ContenderId> contenders, List<Integer> threads, Optional<Double> seconds,
               Optional<Integer> rounds, Set<Special> specials) {
    static final String ALL = "all";

    /**
     * Reads them.
     *
     * @param property   looks up {@code bench}, {@code contenders}, {@code threads}, {@code seconds}, {@code rounds}
     * @param contenders those that there are
     * @throws WrongUseException with every problem found
     */
    static Options of(Function<String, String> property, Contenders contenders) {
        List<String> problems = new ArrayList<>();
        Options options = new OptionsReader(property, contenders, problems).read();
        if (!problems.isEmpty()) {
            throw new WrongUseException(problems);
        }
        return options;
    }

    /** {@return whether only this was asked for, and no workload} */
    boolean onlySpecial() {
        return !specials.isEmpty() && workloads.isEmpty();
    }

    /** {@return whether a workload was asked for by name} */
    boolean names(Workload workload) {
        return workloads.stream().anyMatch(word -> word.equals(ALL) || isMeant(word, workload));
    }

    /** {@return whether a word of the command line means a workload, by its name or its family's} */
    static boolean isMeant(String word, Workload workload) {
        return word.equals(workload.name()) || word.equals(workload.family());
    }
}
