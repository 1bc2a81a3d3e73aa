package org.malloc4j.boot;

import com.typesafe.config.ConfigOrigin;
import java.util.regex.Pattern;

/** Says where a value was given, as short as it can be and still be found: {@code /etc/switch.conf: 3}. */
final class Origins {
    /** An object that several places contributed to: the first place is the one that wins. */
    private static final Pattern MERGED = Pattern.compile("^merge of ([^,]*),.*$", Pattern.DOTALL);
    private static final Pattern LINES = Pattern.compile("(: \\d+)-\\d+$");
    private static final Pattern IN_A_DIRECTORY = Pattern.compile("^\\S+ @ file:(.*)$");
    private static final Pattern IN_A_JAR = Pattern.compile("^(\\S+) @ jar:.*/([^/]+)!/.*?((: \\d+)?)$");

    private Origins() {
    }

    static String describe(ConfigOrigin origin) {
        String place = MERGED.matcher(origin.description()).replaceFirst("$1");
        place = LINES.matcher(place).replaceFirst("$1");
        place = IN_A_DIRECTORY.matcher(place).replaceFirst("$1");
        return IN_A_JAR.matcher(place).replaceFirst("$1 in $2$3");
    }
}
