package org.malloc4j;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The options of malloc4j in the command line of any host:
 *
 * <table>
 * <caption>Options</caption>
 * <tr><td>{@code -a NAME}</td><td>the allocator of both roles, whatever a file says of either</td></tr>
 * <tr><td>{@code -s NAME}</td><td>the allocator of shm; stronger than {@code -a}</td></tr>
 * <tr><td>{@code -k NAME}</td><td>the allocator of pkg; stronger than {@code -a}</td></tr>
 * <tr><td>{@code -m MB}</td><td>the size of shm, in MB of 1,048,576 bytes</td></tr>
 * <tr><td>{@code -M MB}</td><td>the size of pkg, in MB of 1,048,576 bytes</td></tr>
 * </table>
 *
 * <p>A value may follow at once, {@code -m64}, or as the next argument, {@code -m 64}. Of an option given twice the last
 * one counts. A host lays the options over its own configuration:
 *
 * {@snippet :
 * MemoryOptions options = MemoryOptions.parse(args);
 * Memory memory = Memory.boot(options.config().withFallback(ConfigFactory.load()));
 * }
 *
 * @apiNote As with {@code getopt}, any argument before {@code --} that begins with one of the options is taken for it:
 *     {@code -server} is {@code -s erver}. A host's own long options begin with two dashes.
 */
public final class MemoryOptions {
    private static final String ORIGIN = "command line";
    private static final String END_OF_OPTIONS = "--";
    private static final String OPTIONS = "askmM";
    private static final int MOST_MB = 128 << 20;
    private static final Pattern OPTION = Pattern.compile("-[" + OPTIONS + "].*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern SIZE = Pattern.compile("0*[1-9][0-9]{0,8}");
    private static final Pattern OTHER_OPTION = Pattern.compile("-[^0-9].*", Pattern.DOTALL);

    private final Map<String, Object> settings = new HashMap<>();
    private final List<String> rest = new ArrayList<>();

    private MemoryOptions() {
    }

    /**
     * {@return the options found in a command line}
     *
     * @param args the arguments of a program
     * @throws MemoryBootException if a value is missing or wrong, with every problem found
     */
    public static MemoryOptions parse(String... args) {
        MemoryOptions options = new MemoryOptions();
        Map<Character, String> given = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (int next = 0; next < args.length; ) {
            String argument = args[next++];
            if (argument.equals(END_OF_OPTIONS)) {
                options.rest.addAll(List.of(args).subList(next - 1, args.length));
                break;
            }
            if (!OPTION.matcher(argument).matches()) {
                options.rest.add(argument);
                continue;
            }
            char option = argument.charAt(1);
            String value = argument.substring(2);
            if (value.isEmpty() && next < args.length && !OTHER_OPTION.matcher(args[next]).matches()) {
                value = args[next++];
            }
            check(option, value, problems);
            given.put(option, value);
        }
        if (!problems.isEmpty()) {
            throw new MemoryBootException(problems);
        }
        options.set(given);
        return options;
    }

    /**
     * {@return what the options ask for, to be laid over the host's own configuration} Empty if there were none. Messages
     * about it name the command line.
     */
    public Config config() {
        return ConfigFactory.parseMap(settings, ORIGIN);
    }

    /** {@return every other argument, in order; {@code --} and what follows it included} */
    public List<String> rest() {
        return List.copyOf(rest);
    }

    private static void check(char option, String value, List<String> problems) {
        String allowed = isSize(option)
                ? "a whole number of MB from 1 to %d, such as -%c 64".formatted(MOST_MB, option)
                : "an allocator's name, such as -%c F_MALLOC".formatted(option);
        if (value.isEmpty()) {
            problems.add("option without a value: option=-%c (%s); allowed: %s".formatted(option, ORIGIN, allowed));
        } else if (isSize(option) && (!SIZE.matcher(value).matches() || Long.parseLong(value) > MOST_MB)) {
            problems.add("not a size: value=%s option=-%c (%s); allowed: %s".formatted(value, option, ORIGIN, allowed));
        } else if (!isSize(option) && !NAME.matcher(value).matches()) {
            problems.add("not a name: value=%s option=-%c (%s); allowed: %s".formatted(value, option, ORIGIN, allowed));
        }
    }

    /** The role's own options come last, so they are stronger wherever they stand in the command line. */
    private void set(Map<Character, String> given) {
        for (char option : OPTIONS.toCharArray()) {
            if (given.containsKey(option)) {
                String value = given.get(option) + (isSize(option) ? " MiB" : "");
                keys(option).forEach(key -> settings.put(key, value));
            }
        }
    }

    private static List<String> keys(char option) {
        return switch (option) {
            case 'a' -> List.of("malloc4j.allocator", "malloc4j.shm.allocator", "malloc4j.pkg.allocator");
            case 's' -> List.of("malloc4j.shm.allocator");
            case 'k' -> List.of("malloc4j.pkg.allocator");
            case 'm' -> List.of("malloc4j.shm.size");
            default -> List.of("malloc4j.pkg.size");
        };
    }

    private static boolean isSize(char option) {
        return option == 'm' || option == 'M';
    }
}
