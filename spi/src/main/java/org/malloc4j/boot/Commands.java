package org.malloc4j.boot;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.MallocException;
import org.malloc4j.Pool;
import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.CommandHandler;
import org.malloc4j.management.Dump;
import org.malloc4j.management.DumpSubject;
import org.malloc4j.management.Message;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Attributed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What a process does when it is asked to, on its socket or through JMX: one thing at a time. No lock of a pool is held
 * while anything is written.
 */
final class Commands implements CommandHandler {
    static final String PS = "ps";
    static final String GET_STATISTICS = "get_statistics";
    static final String SHM_CHECK = "shm_check";
    static final String MEM_PKG_DUMP = "mem_pkg_dump";
    static final String MEM_SHM_DUMP = "mem_shm_dump";
    static final String SAMPLING = "sampling";

    /** The commands, and what each takes. */
    private static final Map<String, List<String>> KEYS = keys();
    private static final Logger DUMPS = LoggerFactory.getLogger(Dump.class);
    private static final Duration PATIENCE_WITH_OWNER = Duration.ofSeconds(2);

    private final String instance;
    private final int slot;
    private final Target shm;
    private final Target pkg;

    /** A pool, and the allocator behind it. */
    record Target(Pool pool, Allocator allocator) {

        /** {@return what is to be seen while nobody else is inside a confined pool} @param look what to do there */
        <T> T look(Supplier<T> look) {
            return pool instanceof ConfinedPool confined ? confined.visit(look, PATIENCE_WITH_OWNER) : look.get();
        }
    }

    private static Map<String, List<String>> keys() {
        List<String> ofDumps = List.of("log_level", "by", "top", "min_bytes", "match");
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put(PS, List.of());
        keys.put(MEM_PKG_DUMP, ofDumps);
        keys.put(MEM_SHM_DUMP, ofDumps);
        keys.put(GET_STATISTICS, List.of("name"));
        keys.put(SHM_CHECK, List.of());
        keys.put(SAMPLING, List.of("sample_bytes"));
        return keys;
    }

    Commands(String instance, int slot, Target shm, Target pkg) {
        this.instance = instance;
        this.slot = slot;
        this.shm = shm;
        this.pkg = pkg;
    }

    @Override
    public synchronized Map<String, Object> answer(Map<String, Object> request) {
        Request asked = new Request(request);
        refuseUnknownKeys(asked);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(Message.OK, true);
        switch (asked.command()) {
            case PS -> ps(answer);
            case GET_STATISTICS -> answer.put("statistics", Statistics.named(asked.text("name", ""), shm.pool, pkg.pool));
            case SHM_CHECK -> check(answer);
            case MEM_PKG_DUMP -> dump(pkg, asked, answer);
            case MEM_SHM_DUMP -> dump(shm, asked, answer);
            case SAMPLING -> sampling(asked, answer);
            default -> throw new AssertionError("a command with keys that nobody carries out: " + asked.command());
        }
        return answer;
    }

    private static void refuseUnknownKeys(Request asked) {
        List<String> keys = KEYS.get(asked.command());
        if (keys == null) {
            throw new CommandException("unknown command: command=" + asked.command() + "; there are "
                    + String.join(", ", KEYS.keySet()));
        }
        asked.refuseOthersThan(keys);
    }

    /** Sends away whoever waits for the thread of a confined pool: there will be no next call. */
    void end() {
        if (pkg.pool instanceof ConfinedPool confined) {
            confined.dismissVisitor();
        }
    }

    private void ps(Map<String, Object> answer) {
        answer.put("pid", Machine.pid());
        answer.put("instance", instance);
        answer.put("slot", slot);
        answer.put("pools", List.of(row(shm.pool), row(pkg.pool)));
    }

    private static Map<String, Object> row(Pool pool) {
        Map<String, Object> row = new LinkedHashMap<>(Statistics.values(pool.statistics()));
        row.put("role", pool.role().key());
        row.put("allocator", pool.allocator());
        return row;
    }

    private void check(Map<String, Object> answer) {
        try {
            shm.pool.verify();
            PoolStatistics statistics = shm.pool.statistics();
            answer.put("intact", true);
            answer.put(Message.TEXT, statistics.fragments() + statistics.freeFragments() + " fragments, "
                    + statistics.fragments() + " of them live: the shared pool is in order\n");
            answer.put("fragments", statistics.fragments() + statistics.freeFragments());
            answer.put("live_fragments", statistics.fragments());
            answer.put("free_fragments", statistics.freeFragments());
        } catch (HeapCorruptionException | IndexOutOfBoundsException e) {
            answer.put("intact", false);
            answer.put(Message.TEXT, "the shared pool is damaged: " + e.getMessage() + "\n");
            answer.put("evidence", e.getMessage());
        }
    }

    private void dump(Target target, Request asked, Map<String, Object> answer) {
        Level level = asked.level();
        Dump dump = asked.narrow(target.look(() -> take(target, asked)));
        DUMPS.atLevel(level).log("{}", dump.toText().stripTrailing());
        answer.put("logged", DUMPS.isEnabledForLevel(level));
        answer.put(Message.TEXT, dump.toText());
        answer.put("dump", Message.parse(dump.toJson()));
    }

    private Dump take(Target target, Request asked) {
        try {
            return Dump.of(target.allocator, new DumpSubject(Machine.pid(), instance, target.pool.role().key(),
                    target.pool.allocator(), Instant.now()), asked.grouping());
        } catch (MallocException e) {
            throw new CommandException("pool can't be walked: " + e.getMessage(), e);
        }
    }

    private void sampling(Request asked, Map<String, Object> answer) {
        try {
            asked.number("sample_bytes").ifPresent(byteSize -> attributed().values()
                    .forEach(attributed -> attributed.setSampleByteSize(byteSize)));
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
        Map<String, Long> rates = sampleBytes();
        if (rates.isEmpty()) {
            throw new CommandException("no pool tracks origins: " + Role.SHM.key() + "=" + shm.pool.allocator() + " "
                    + Role.PKG.key() + "=" + pkg.pool.allocator() + "; there is nothing to sample. Start the process with "
                    + pkg.pool.allocator() + "_DBG, say.");
        }
        answer.put("sample_bytes", rates);
    }

    /** {@return the mean distance of tracked blocks, in bytes, of those pools that track any} */
    Map<String, Long> sampleBytes() {
        Map<String, Long> rates = new LinkedHashMap<>();
        attributed().forEach((role, attributed) -> rates.put(role, attributed.sampleByteSize()));
        return rates;
    }

    private Map<String, Attributed> attributed() {
        Map<String, Attributed> found = new LinkedHashMap<>();
        for (Target target : List.of(shm, pkg)) {
            if (target.allocator instanceof Attributed attributed) {
                found.put(target.pool.role().key(), attributed);
            }
        }
        return found;
    }
}
