package org.malloc4j.boot;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value that somebody gave for a key: what a sentence about it must name.
 *
 * @param key   the whole key, from {@code malloc4j} on
 * @param value the value, with its origin
 */
record Given(String key, ConfigValue value) {
    private static final int LONGEST_TEXT = 80;
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}]*}");
    private static final String KEY = "value";

    /**
     * {@return a sentence that names the value, its key and where it was given}
     *
     * @param rule    what is wrong with it
     * @param allowed what would be right
     */
    String complaint(String rule, String allowed) {
        return "%s: value=%s key=%s (%s); %s".formatted(rule, text(), key, Origins.describe(value.origin()), allowed);
    }

    /** {@return whether no substitution is left in it; of a section only that its keys are known} */
    boolean isResolved() {
        if (value instanceof ConfigObject section) {
            try {
                return section.size() >= 0;
            } catch (ConfigException.NotResolved e) {
                return false;
            }
        }
        return value.atKey(KEY).isResolved();
    }

    /** {@return whether it is one value: no list, no section, not null} */
    boolean isScalar() {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> true;
            case LIST, OBJECT, NULL -> false;
        };
    }

    /** {@return the value as a string; empty if it is no single value} */
    String string() {
        return isScalar() ? value.atKey(KEY).getString(KEY) : "";
    }

    /** {@return the value as it was written, on one line and not too long; the substitution, if one is left in it} */
    String text() {
        String text = value.render(ConfigRenderOptions.concise());
        if (!isResolved()) {
            Matcher substitution = SUBSTITUTION.matcher(text);
            return substitution.find() ? substitution.group() : text;
        }
        if (!string().isBlank() && isOnOneLine(string())) {
            text = string();
        }
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }

    private static boolean isOnOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
