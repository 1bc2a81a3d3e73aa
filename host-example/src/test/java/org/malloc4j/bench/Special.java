package org.malloc4j.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be asked for beside workloads, by its name in lower case. */
enum Special {
    /** Tries the harness itself. */
    HONESTY,
    /** Measures single pairs with JMH. */
    PAIRS,
    /** Measures how long a pool takes to be there. */
    BOOT,
    /** Measures the tail while another process of the pool is stopped. */
    STOPPED;

    /** {@return what a word of the command line means} @param word the word */
    static Optional<Special> named(String word) {
        return Arrays.stream(values()).filter(it -> it.toString().equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
