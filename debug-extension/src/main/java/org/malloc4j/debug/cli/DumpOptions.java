package org.malloc4j.debug.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.Dump;
import org.malloc4j.management.DumpGrowth;
import org.malloc4j.management.DumpLine;
import org.malloc4j.management.Grouping;
import org.malloc4j.management.Message;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which lines of a dump are wanted, and in which shape. */
final class DumpOptions {
    @Option(names = "--top", paramLabel = "N", converter = Natural.class, description = "Only the first N lines.")
    private Long top;

    @Option(names = "--min-bytes", paramLabel = "BYTES", converter = Size.class,
            description = "Only lines of at least so many bytes, such as 14KiB; with --since, of so much growth.")
    private Long minBytes;

    @Option(names = "--match", paramLabel = "REGEX", converter = Expression.class,
            description = "Only lines in which the expression is found.")
    private Pattern match;

    @Option(names = "--by", paramLabel = "process|thread|age", completionCandidates = Groupings.class,
            converter = ByName.class, description = "Tell blocks apart by that, too.")
    private Grouping by = Grouping.ORIGIN;

    @Option(names = "--since", paramLabel = "FILE",
            description = "Show what grew since a dump that was saved with --json > FILE.")
    private Path since;

    /** What completion offers. */
    static final class Groupings implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("process", "thread", "age").iterator();
        }
    }

    /** A number that says how many. */
    static final class Natural implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("[1-9][0-9]{0,17}")) {
                throw new TypeConversionException("'" + text + "' is no number from 1 on");
            }
            return Long.valueOf(text);
        }
    }

    /** A number of bytes, 1 at least. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return ByteSize.of(text).filter(byteSize -> byteSize > 0).orElseThrow(() -> new TypeConversionException("'" + text
                    + "' is no number of bytes from 1 on, such as 14336 or 14KiB"));
        }
    }

    /** An expression that is found or not. */
    static final class Expression implements ITypeConverter<Pattern> {
        @Override
        public Pattern convert(String text) {
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw new TypeConversionException("'" + text + "' is no regular expression: " + e.getDescription()
                        + "; a backslash before a character takes it as it is");
            }
        }
    }

    /** What else tells blocks apart. */
    static final class ByName implements ITypeConverter<Grouping> {
        @Override
        public Grouping convert(String text) {
            for (Grouping grouping : Grouping.values()) {
                if (grouping.name().equalsIgnoreCase(text)) {
                    return grouping;
                }
            }
            throw new TypeConversionException("'" + text + "' is none of process, thread, age");
        }
    }

    Grouping grouping() {
        return by;
    }

    /** Asks a process for these lines. Growth is computed here, and needs them all. */
    void addTo(Map<String, Object> request) {
        request.put("by", by.name().toLowerCase(Locale.ROOT));
        if (since == null) {
            put(request, "top", top);
            put(request, "min_bytes", minBytes);
            put(request, "match", match == null ? null : match.pattern());
        }
    }

    private static void put(Map<String, Object> request, String key, Object value) {
        if (value != null) {
            request.put(key, value);
        }
    }

    /**
     * What is shown of a dump.
     *
     * @param json   for programs
     * @param text   for people
     * @param remark what should be known beside it; empty if there is nothing
     */
    record Shown(Map<String, Object> json, String text, String remark) {
    }

    /** {@return what was asked for of a dump, or what grew} @param whole the dump, which may have been narrowed already */
    Shown show(Dump whole) {
        if (since == null) {
            Dump dump = narrow(whole);
            return new Shown(Message.parse(dump.toJson()), dump.toText(), remark(dump.lines()));
        }
        try {
            DumpGrowth all = DumpGrowth.between(saved(), whole);
            DumpGrowth growth = new DumpGrowth(all.before(), all.after(), narrow(all.lines()));
            return new Shown(Message.parse(growth.toJson()), growth.toText(), remark(growth.lines()));
        } catch (IOException e) {
            throw new CommandException("saved dump can't be read: file=" + since + "; save one with --json > FILE", e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage() + ": file=" + since, e);
        }
    }

    private String remark(List<DumpLine> lines) {
        return !lines.isEmpty() || match == null && minBytes == null ? ""
                : "no line fits --match and --min-bytes: the pool may hold others";
    }

    /** What {@code inspect} saved has the dump inside. */
    @SuppressWarnings("unchecked")
    private Dump saved() throws IOException {
        String json = Files.readString(since);
        try {
            return Dump.fromJson(Message.parse(json).get("dump") instanceof Map<?, ?> dump
                    ? Message.render((Map<String, Object>) dump) : json);
        } catch (RuntimeException e) {
            throw new CommandException("not a saved dump: file=" + since + "; save one with --json > FILE", e);
        }
    }

    private Dump narrow(Dump whole) {
        Dump dump = match == null ? whole : whole.matching(match);
        dump = minBytes == null ? dump : dump.atLeast(minBytes);
        return top == null ? dump : dump.top((int) Math.min(Integer.MAX_VALUE, top));
    }

    private List<DumpLine> narrow(List<DumpLine> lines) {
        Stream<DumpLine> some = lines.stream()
                .filter(line -> match == null || match.matcher(line.origin()).find() || match.matcher(line.group()).find())
                .filter(line -> minBytes == null || line.byteSize() >= minBytes);
        return (top == null ? some : some.limit(top)).toList();
    }
}
