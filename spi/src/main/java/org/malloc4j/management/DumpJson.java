package org.malloc4j.management;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.malloc4j.PoolStatistics;

/** A dump as JSON, written and read. */
final class DumpJson {

    private DumpJson() {
    }

    static String write(Dump dump) {
        DumpSubject subject = dump.subject();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pid", subject.pid());
        map.put("instance", subject.instance());
        map.put("role", subject.role());
        map.put("allocator", subject.allocator());
        map.put("taken", subject.taken().toString());
        map.put("statistics", statistics(dump.statistics()));
        map.put("attributed", dump.attributed());
        map.put("sampled", dump.sampled());
        map.put("sample_bytes", dump.sampleByteSize());
        map.put("origins_lost", dump.originsLost());
        map.put("grouped_by", dump.grouping().name().toLowerCase(Locale.ROOT));
        map.put("narrowed_by", dump.narrowedBy());
        map.put("lines", dump.lines().stream().map(DumpJson::line).toList());
        return render(map);
    }

    /** {@return values as JSON, on one line} @param map the values */
    static String render(Map<String, Object> map) {
        return ConfigValueFactory.fromMap(map).render(ConfigRenderOptions.concise());
    }

    /** {@return a line's values, by name} @param line the line */
    static Map<String, Object> line(DumpLine line) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("group", line.group());
        map.put("origin", line.origin());
        map.put("bytes", number(line.byteSize()));
        map.put("count", number(line.count()));
        map.put("standard_error", number(line.standardError()));
        map.put("oldest", line.oldestMillis());
        map.put("newest", line.newestMillis());
        return map;
    }

    static Dump read(String json) {
        try {
            Config config = ConfigFactory.parseString(json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
            DumpSubject subject = new DumpSubject(config.getLong("pid"), config.getString("instance"),
                    config.getString("role"), config.getString("allocator"), Instant.parse(config.getString("taken")));
            List<DumpLine> lines = config.getConfigList("lines").stream().map(DumpJson::readLine).toList();
            return new Dump(subject, statistics(config.getConfig("statistics")), config.getBoolean("attributed"),
                    config.getBoolean("sampled"), config.getLong("sample_bytes"), config.getLong("origins_lost"),
                    grouping(config.getString("grouped_by")),
                    config.hasPath("narrowed_by") ? config.getStringList("narrowed_by") : List.of(), lines);
        } catch (ConfigException | DateTimeException e) {
            throw new IllegalArgumentException("not a saved dump: " + e.getMessage() + "; save one with --json", e);
        }
    }

    private static Grouping grouping(String name) {
        for (Grouping grouping : Grouping.values()) {
            if (grouping.name().equalsIgnoreCase(name)) {
                return grouping;
            }
        }
        throw new ConfigException.BadValue("grouped_by", "unknown: " + name);
    }

    private static DumpLine readLine(Config line) {
        return new DumpLine(line.getString("group"), line.getString("origin"), line.getDouble("bytes"),
                line.getDouble("count"), line.getDouble("standard_error"), line.getLong("oldest"),
                line.getLong("newest"));
    }

    private static Map<String, Object> statistics(PoolStatistics statistics) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("total_size", statistics.totalSize());
        map.put("used_size", statistics.usedSize());
        map.put("real_used_size", statistics.realUsedSize());
        map.put("max_used_size", statistics.maxUsedSize());
        map.put("free_size", statistics.freeSize());
        map.put("largest_free", statistics.largestFree());
        map.put("fragments", statistics.fragments());
        map.put("free_fragments", statistics.freeFragments());
        return map;
    }

    private static PoolStatistics statistics(Config statistics) {
        return new PoolStatistics(statistics.getLong("total_size"), statistics.getLong("used_size"),
                statistics.getLong("real_used_size"), statistics.getLong("max_used_size"),
                statistics.getLong("free_size"), statistics.getLong("largest_free"), statistics.getLong("fragments"),
                statistics.getLong("free_fragments"));
    }

    /** A whole number stays one, so that exact bytes look exact. */
    private static Number number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? (Number) (long) value : (Number) value;
    }
}
