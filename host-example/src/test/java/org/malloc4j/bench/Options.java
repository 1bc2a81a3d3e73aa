package org.malloc4j.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the command line asks for. Whatever it leaves open is as in the quick edition.
 *
 * @param workloads  by name or family; empty for the quick edition
 * @param contenders by name; empty for the quick edition's
 * @param threads    by how many; empty for the quick edition's
 * @param seconds    for how long each measurement; empty for as long as the quick edition has time
 * @param rounds     how many runs of each contender; empty for as many as the quick edition has time for
 * @param specials   what else
 */
record Options(List<String> workloads, List<String> contenders, List<Integer> threads, Optional<Double> seconds,
               Optional<Integer> rounds, Set<Special> specials) {
    static final String ALL = "all";
    private static final int MOST_THREADS = 64;

    /** @param property looks up {@code bench}, {@code contenders}, {@code threads}, {@code seconds}, {@code rounds} */
    static Options of(Function<String, String> property) {
        List<String> workloads = words(property, "bench");
        Set<Special> specials = workloads.stream().flatMap(word -> Special.named(word).stream()).collect(Collectors.toSet());
        workloads = workloads.stream().filter(word -> Special.named(word).isEmpty()).toList();
        for (String word : workloads) {
            if (!word.equals(ALL) && Workload.ALL.stream().noneMatch(it -> isMeant(word, it))) {
                throw new IllegalArgumentException("unknown workload: bench=" + word + "; there are: "
                        + Workload.ALL.stream().map(Workload::name).toList() + ", " + Arrays.stream(Special.values())
                        .map(Special::toString).collect(Collectors.joining(", ")) + ", " + ALL);
            }
        }
        List<Integer> threads = words(property, "threads").stream().map(word -> number("threads", word, MOST_THREADS))
                .sorted().distinct().toList();
        return new Options(workloads, words(property, "contenders"), threads,
                words(property, "seconds").stream().findFirst().map(Options::seconds),
                words(property, "rounds").stream().findFirst().map(word -> number("rounds", word, 1_000)), specials);
    }

    /** {@return whether only this was asked for, and no workload} */
    boolean onlySpecial() {
        return !specials.isEmpty() && workloads.isEmpty();
    }

    /** {@return whether a workload was asked for by name} */
    boolean names(Workload workload) {
        return workloads.stream().anyMatch(word -> word.equals(ALL) || isMeant(word, workload));
    }

    private static boolean isMeant(String word, Workload workload) {
        return word.equals(workload.name()) || word.equals(workload.family());
    }

    private static List<String> words(Function<String, String> property, String key) {
        String text = property.apply(key);
        return text == null ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).filter(word -> !word.isEmpty())
                        .map(word -> key.equals("contenders") ? word : word.toLowerCase(Locale.ROOT)).toList();
    }

    private static int number(String key, String word, int largest) {
        try {
            int number = Integer.parseInt(word);
            if (number >= 1 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrongNumber(key, word, largest, e);
        }
        throw wrongNumber(key, word, largest, null);
    }

    private static double seconds(String word) {
        try {
            double seconds = Double.parseDouble(word);
            if (seconds > 0 && seconds <= 3_600) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw wrongNumber("seconds", word, 3_600, e);
        }
        throw wrongNumber("seconds", word, 3_600, null);
    }

    private static IllegalArgumentException wrongNumber(String key, String word, int largest, Throwable cause) {
        return new IllegalArgumentException("number out of range: " + key + "=" + word + "; allowed: up to " + largest,
                cause);
    }
}
