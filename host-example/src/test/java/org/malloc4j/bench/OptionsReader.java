package org.malloc4j.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads {@link Options}, and finds everything that is wrong with them, so that nobody is told one thing after the other. */
final class OptionsReader {
    private static final int MOST_THREADS = 64;
    private static final int MOST_ROUNDS = 1_000;
    private static final int MOST_SECONDS = 3_600;
    private static final Map<String, String> EXAMPLES = Map.of("bench", "slots,larson", "contenders", "F_MALLOC,libc",
            "threads", "1,2,8", "seconds", "2.5", "rounds", "5");

    private final Function<String, String> property;
    private final Contenders contenders;
    private final List<String> problems;

    /**
     * @param property   looks up what was given, by its key
     * @param contenders those that there are
     * @param problems   where a sentence for each problem goes
     */
    OptionsReader(Function<String, String> property, Contenders contenders, List<String> problems) {
        this.property = property;
        this.contenders = contenders;
        this.problems = problems;
    }

    /** {@return what was asked for, without what is wrong} */
    Options read() {
        List<String> words = words("bench").stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        Set<Special> specials = words.stream().flatMap(word -> Special.named(word).stream()).collect(Collectors.toSet());
        List<String> workloads = words.stream().filter(word -> Special.named(word).isEmpty()).filter(this::isWorkload)
                .toList();
        List<ContenderId> ids = words("contenders").stream().flatMap(word -> contenders(word).stream()).distinct().toList();
        List<Integer> threads = words("threads").stream().flatMap(word -> count("threads", word, MOST_THREADS).stream())
                .sorted().distinct().toList();
        return new Options(workloads, ids, threads, only("seconds").flatMap(this::seconds),
                only("rounds").flatMap(word -> count("rounds", word, MOST_ROUNDS)), specials);
    }

    private List<String> words(String key) {
        String text = property.apply(key);
        if (text == null || text.isEmpty()) {
            return List.of();
        }
        List<String> words = Arrays.stream(text.split(",")).map(String::strip).filter(Predicate.not(String::isEmpty))
                .toList();
        if (words.isEmpty()) {
            problems.add("nothing is named: " + key + "=" + text + "; that would mean everything, which takes long. Say what "
                    + "is wanted, as in -D" + key + "=" + EXAMPLES.get(key) + ", or leave " + key + " out for the quick "
                    + "edition's.");
        }
        return words;
    }

    private Optional<String> only(String key) {
        List<String> words = words(key);
        if (words.size() > 1) {
            problems.add("one number is wanted: " + key + "=" + property.apply(key) + "; it holds for all that is measured. "
                    + "Give one of them, or run the benchmark once for each.");
            return Optional.empty();
        }
        return words.stream().findFirst();
    }

    private boolean isWorkload(String word) {
        boolean known = word.equals(Options.ALL) || Workload.ALL.stream().anyMatch(it -> Options.isMeant(word, it));
        if (!known) {
            problems.add("unknown workload: bench=" + word + "; there are: "
                    + Workload.ALL.stream().map(Workload::name).toList() + ", " + Arrays.stream(Special.values())
                    .map(Special::toString).collect(Collectors.joining(", ")) + ", " + Options.ALL);
        }
        return known;
    }

    private List<ContenderId> contenders(String word) {
        List<ContenderId> found = contenders.named(word);
        if (found.isEmpty()) {
            problems.add("unknown contender: contenders=" + word + "; there are: " + contenders.all() + ". An allocator of "
                    + "your own is one once its jar is in host-example/plugins/.");
        }
        return found;
    }

    private Optional<Integer> count(String key, String word, int most) {
        try {
            int number = Integer.parseInt(word);
            if (number >= 1 && number <= most) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // Said below: it is none that is allowed.
        }
        problems.add("number isn't allowed: " + key + "=" + word + "; give a whole one, from 1 to " + most + ".");
        return Optional.empty();
    }

    private Optional<Double> seconds(String word) {
        try {
            double seconds = Double.parseDouble(word);
            if (seconds > 0 && seconds <= MOST_SECONDS) {
                return Optional.of(seconds);
            }
        } catch (NumberFormatException e) {
            // Said below: it is none that is allowed.
        }
        problems.add("number isn't allowed: seconds=" + word + "; give one above 0, up to " + MOST_SECONDS + ".");
        return Optional.empty();
    }
}
