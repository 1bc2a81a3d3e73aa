package org.malloc4j.boot;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.Dump;
import org.malloc4j.management.Grouping;
import org.malloc4j.management.Message;
import org.slf4j.event.Level;

/**
 * What a process was asked to do, key by key; whoever asked may have sent anything.
 *
 * @param values the keys
 */
record Request(Map<String, Object> values) {
    /** No other command is carried out meanwhile. */
    private static final Duration PATIENCE_WITH_MATCH = Duration.ofSeconds(1);

    /** {@return what to do} */
    String command() {
        String command = text(Message.COMMAND, "");
        if (command.isEmpty()) {
            throw new CommandException("request has no command: keys=" + values.keySet() + "; expected one such as "
                    + "{\"command\":\"get_statistics\",\"name\":\"shmem:\"}");
        }
        return command;
    }

    /** Refuses what would go unheeded. @param keys what the command takes beside its name */
    void refuseOthersThan(List<String> keys) {
        for (String key : new TreeSet<>(values.keySet())) {
            if (!key.equals(Message.COMMAND) && !keys.contains(key)) {
                throw new CommandException("unknown key: key=" + key + " command=" + command() + "; "
                        + (keys.isEmpty() ? "it takes none" : "it takes " + String.join(", ", keys)));
            }
        }
    }

    /** {@return the text under a key} @param key the key @param absent what it is if there is no such key */
    String text(String key, String absent) {
        Object value = values.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof String text) {
            return text;
        }
        throw new CommandException("not a text: key=" + key + " value=" + value);
    }

    /** {@return the number under a key, if there is one} @param key the key */
    OptionalLong number(String key) {
        Object value = values.get(key);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Number number && number.longValue() >= 0 && number.doubleValue() == number.longValue()) {
            return OptionalLong.of(number.longValue());
        }
        throw new CommandException("not a number from 0 on: key=" + key + " value=" + value);
    }

    /** {@return at which level the process shall write to its log} */
    Level level() {
        return oneOf("log_level", Level.INFO, Level.class);
    }

    /** {@return by what to tell blocks apart} */
    Grouping grouping() {
        return oneOf("by", Grouping.ORIGIN, Grouping.class);
    }

    private <E extends Enum<E>> E oneOf(String key, E absent, Class<E> type) {
        String text = text(key, absent.name());
        for (E value : type.getEnumConstants()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new CommandException("unknown value: key=" + key + " value=" + text + "; allowed: "
                + Arrays.stream(type.getEnumConstants()).map(value -> value.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /** {@return those lines of a dump that were asked for} @param whole all of it */
    Dump narrow(Dump whole) {
        Dump dump = whole;
        String match = text("match", "");
        if (!match.isEmpty()) {
            try {
                dump = dump.matching(Pattern.compile(match), PATIENCE_WITH_MATCH);
            } catch (PatternSyntaxException e) {
                throw new CommandException("no regular expression: key=match value=" + match + "; " + e.getDescription(),
                        e);
            }
        }
        OptionalLong least = number("min_bytes");
        if (least.isPresent()) {
            dump = dump.atLeast(least.getAsLong());
        }
        OptionalLong top = number("top");
        return top.isPresent() ? dump.top((int) Math.min(Integer.MAX_VALUE, top.getAsLong())) : dump;
    }
}
