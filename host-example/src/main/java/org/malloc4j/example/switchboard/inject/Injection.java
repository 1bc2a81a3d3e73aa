package org.malloc4j.example.switchboard.inject;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.malloc4j.CorruptionReport.Kind;

/** Which mistake to plant: {@code switchboard.inject}. */
public enum Injection {
    /** None: what a switch is meant to run with. */
    NONE(null),
    /** Writes past the end of a block. */
    OVERRUN(Kind.OVERRUN),
    /** Writes before the start of a block. */
    UNDERRUN(Kind.UNDERRUN),
    /** Frees a block and keeps the word that owns it, so that the block is freed again. */
    DOUBLE_FREE(Kind.DOUBLE_FREE),
    /** Frees a number that isn't a block. */
    FOREIGN_FREE(Kind.FOREIGN_FREE),
    /** Writes to a block that was freed. */
    USE_AFTER_FREE(Kind.WRITE_AFTER_FREE),
    /** Forgets to free a block. */
    LEAK(null);

    private final Kind kind;

    Injection(Kind kind) {
        this.kind = kind;
    }

    /** {@return how it is called in the configuration and on the command line} */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return the mistake of that name, if there is one} */
    public static Optional<Injection> of(String key) {
        return Arrays.stream(values()).filter(it -> it.key().equals(key)).findFirst();
    }

    /** {@return all names, for a sentence} */
    public static String keys() {
        return Arrays.stream(values()).filter(it -> it != NONE).map(Injection::key).collect(Collectors.joining(", "))
                + " or none";
    }

    /** {@return how a finding of this kind is called here: by the mistake's name if it is the planted one's} */
    public String nameOf(String kindKey) {
        return kind != null && kind.key().equals(kindKey) ? key() : kindKey;
    }
}
