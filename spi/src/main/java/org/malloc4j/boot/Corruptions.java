package org.malloc4j.boot;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.malloc4j.CorruptionReport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.MallocException;
import org.malloc4j.Memory;
import org.malloc4j.Role;
import org.malloc4j.management.CorruptionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a pool finds its memory misused: the log, the flight recorder and JMX hear of it, and then happens
 * what {@link OnCorruption} says. It is called with no lock of the pool held.
 */
final class Corruptions {
    private static final Logger LOGGER = LoggerFactory.getLogger(Corruptions.class);

    /** How often the same damage at the same place is retired. */
    private static final int MOST_RETIREMENTS = 100;

    /** The pool that findings are about. */
    record Subject(Role role, String instance, String allocator, OnCorruption policy, Heap heap,
                   MemorySegment segment, Scene scene) {

        String key() {
            return "malloc4j." + role.key() + ".on-corruption=" + policy.key();
        }
    }

    private final Subject subject;
    private final Consumer<String> listener;
    private final LogLimit limit = new LogLimit();
    private final LongAdder count = new LongAdder();
    private final Map<Object, Integer> retired = new ConcurrentHashMap<>();
    /** What could not be retired, and was not tried again since. */
    private final Set<Object> failed = ConcurrentHashMap.newKeySet();

    /** @param subject the pool @param listener hears of each finding that is logged */
    Corruptions(Subject subject, Consumer<String> listener) {
        this.subject = subject;
        this.listener = listener;
    }

    /** {@return how often an operation of this process was stopped by damage, or found a block freed that isn't live} */
    long count() {
        return count.sum();
    }

    /** {@return whether this process ends when its pool is found damaged} */
    boolean halts() {
        return subject.policy() == OnCorruption.HALT;
    }

    /**
     * Does what the policy says. If this returns, what is damaged is out of use and the operation may be tried again.
     *
     * @throws HeapCorruptionException with what was found and what was done about it
     */
    void found(HeapCorruptionException finding) {
        count.increment();
        CorruptionEvent event = finding.report().map(report -> new CorruptionEvent(subject.instance(), report))
                .orElseGet(() -> new CorruptionEvent(subject.instance(), subject.role().key(), finding.getMessage()));
        event.commit();
        switch (subject.policy()) {
            case THROW -> throw refused(finding, "The operation was refused, and the pool goes on as it is");
            case HALT -> Halt.after(() -> lastWords(finding));
            case RETIRE -> retire(finding);
        }
    }

    /** Tells of a block that was freed and isn't live. No memory of the pool is damaged: every policy just refuses it. */
    void misused(IllegalBlockException finding) {
        finding.report().ifPresent(report -> {
            count.increment();
            new CorruptionEvent(subject.instance(), report).commit();
            say(report.kind() + " " + report.block(), subject.role().key() + " pool is misused: instance="
                    + subject.instance() + "; " + finding.getMessage() + "\n  The operation was refused, and the pool is "
                    + "as it was.");
        });
    }

    private HeapCorruptionException refused(HeapCorruptionException finding, String consequence) {
        String because = consequence + ": " + subject.key() + ".";
        say(keyOf(finding), sentence(finding, because));
        return finding.andSo(because);
    }

    private void retire(HeapCorruptionException finding) {
        Object key = keyOf(finding);
        // A block that stays in use may be damaged again; but what is found again at once would be found for ever.
        if (finding.report().isPresent() && retired.merge(key, 1, Integer::sum) <= MOST_RETIREMENTS) {
            if (retire(finding.report().get())) {
                failed.remove(key);
                say(key, sentence(finding, "What is damaged was taken out of use for good, and the pool goes on: "
                        + subject.key() + "."));
                return;
            }
            if (failed.add(key)) {
                // Somebody else who found it, too, may have been quicker.
                return;
            }
        }
        throw refused(finding, "What is damaged can't be taken out of use, so the operation was refused, and the pool "
                + "goes on as it is");
    }

    private boolean retire(CorruptionReport report) {
        try {
            return subject.heap().retiring().isPresent() && subject.heap().retiring().get().retire(report);
        } catch (MallocException e) {
            return false;
        }
    }

    private void lastWords(HeapCorruptionException finding) {
        mark();
        String text = new Evidence(finding)
                .facts(List.of("pool        " + subject.role().key(), "instance    " + subject.instance(),
                        "allocator   " + subject.allocator(), "policy      " + subject.key(),
                        "memory      " + subject.scene().place()))
                .finding()
                .part("statistics", () -> subject.heap().allocator().statistics().toString())
                .part("processes", subject.scene().processes())
                .memory(subject.segment())
                .text();
        String kept;
        try {
            kept = "evidence=" + new EvidenceFile(subject.scene().evidence()).write(text);
        } catch (IOException | RuntimeException e) {
            kept = "the evidence can't be written to " + subject.scene().evidence() + ": " + e + "\n" + text;
        }
        say(finding, sentence(finding, "This process ends with status " + Memory.CORRUPTION_STATUS + ", and "
                + subject.scene().consequence() + ": " + subject.key() + "; " + kept));
    }

    private void mark() {
        try {
            subject.scene().mark().run();
        } catch (IllegalStateException e) {
            LOGGER.debug("pool was left meanwhile, and can't be marked: instance={}", subject.instance(), e);
        }
    }

    private String sentence(HeapCorruptionException finding, String consequence) {
        return subject.role().key() + " pool is corrupt: instance=" + subject.instance() + "; " + finding.getMessage()
                + "\n  " + consequence;
    }

    private void say(Object key, String sentence) {
        if (limit.admits(key)) {
            LOGGER.error(sentence);
            listener.accept(sentence);
        }
    }

    /** {@return what tells a finding from others: the same damage is found by every operation that meets it} */
    private static Object keyOf(HeapCorruptionException finding) {
        return finding.report().<Object>map(report -> report.kind() + " " + report.block() + " " + report.evidence().at())
                .orElse(finding.getMessage());
    }
}
