package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.malloc4j.MemoryBootException;

/**
 * Opens every contender once, so that what a boot refuses is known before anything is measured, which may take hours. One
 * that can't serve its role is left out; any other refusal is a mistake of whoever started the benchmark.
 */
final class Trial {
    /** How the refusal of an allocator begins that can't serve a pool which processes share. */
    private static final String NOT_RECOVERABLE = "allocator isn't recoverable: ";

    private final Map<ContenderId, String> unfit = new LinkedHashMap<>();
    private final Map<String, List<ContenderId>> refused = new LinkedHashMap<>();

    private Trial() {
    }

    /** Tries contenders. @param ids which @param contenders who brings them */
    static Trial of(Collection<ContenderId> ids, Contenders contenders) {
        return Company.perform("trial", company -> {
            Trial trial = new Trial();
            ContenderSource.Setting setting = new ContenderSource.Setting(company.instance(), Order.POOL_BYTE_SIZE);
            for (ContenderId id : ids) {
                company.undisturbed(() ->
                        refusal(contenders.source(id), id, setting).ifPresent(sentence -> trial.add(id, sentence)));
            }
            return trial;
        });
    }

    /** What isn't refused but fails is found again by the process that measures, and said then. */
    private static Optional<String> refusal(ContenderSource source, ContenderId id, ContenderSource.Setting setting) {
        try {
            source.tryOut(id, setting);
            return Optional.empty();
        } catch (MemoryBootException e) {
            return Optional.of(String.join(" ", e.problems()));
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    private void add(ContenderId id, String sentence) {
        if (sentence.startsWith(NOT_RECOVERABLE)) {
            unfit.put(id, sentence);
        } else {
            refused.computeIfAbsent(sentence, key -> new ArrayList<>()).add(id);
        }
    }

    /** {@return those that can't serve their role, each with the sentence that says why} */
    Map<ContenderId, String> unfit() {
        return unfit;
    }

    /** {@return what else was refused, a sentence for each reason} */
    List<String> problems() {
        return refused.entrySet().stream().map(entry -> "can't be opened: contenders=" + entry.getValue() + "; "
                + entry.getKey()).toList();
    }
}
