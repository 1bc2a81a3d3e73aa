package org.malloc4j.boot;

import java.util.Locale;
import java.util.Optional;

/** What a pool does when its allocator finds its memory damaged: {@code malloc4j.shm.on-corruption} and pkg's. */
enum OnCorruption {
    /** The operation that noticed is refused; the pool goes on as it is. */
    THROW,
    /** The pool is marked, so that every process stops using it, and this process ends. */
    HALT,
    /** What is damaged is taken out of use for good, and the operation that noticed is tried again. */
    RETIRE;

    /** {@return the value of the setting} */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the policy of that key} @param key such as {@code halt} */
    static Optional<OnCorruption> of(String key) {
        for (OnCorruption policy : values()) {
            if (policy.key().equals(key)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }
}
