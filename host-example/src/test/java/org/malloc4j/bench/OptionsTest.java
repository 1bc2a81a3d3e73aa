package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Options options(Map<String, String> properties) {
        return Options.of(properties::get, Contenders.onClassPath());
    }

    private static String complaint(String key, String value) {
        return assertThrows(IllegalArgumentException.class, () -> options(Map.of(key, value))).getMessage();
    }

    @Test
    void shouldReadWhatWasAskedFor() {
        assertEquals(new Options(List.of("slots", "larson"), List.of(ContenderId.parse("F_MALLOC/shm"), ContenderId.VOID),
                List.of(1, 8), Optional.of(2.5), Optional.of(5), Set.of(Special.PAIRS)),
                options(Map.of("bench", "slots, Larson,pairs", "contenders", "f_malloc/shm,VOID", "threads", "8,1,8",
                        "seconds", "2.5", "rounds", "5")));
    }

    @Test
    void shouldTakeEmptyPropertiesForMissingOnes() {
        assertEquals(options(Map.of()), options(Map.of("bench", "", "contenders", "", "threads", "", "seconds", "")));
    }

    @Test
    void shouldRefuseWhatItCantDo() {
        assertEquals("unknown workload: bench=slot; there are: [slots, larson, handoff, handoff-64, pareto, calls, "
                + "calls-1000, calls-5000, calls-20000, cold, storm, traces, traces-git-log, traces-python-json], honesty, "
                + "pairs, boot, stopped, all", complaint("bench", "slot"));
        assertEquals("number isn't allowed: threads=0; give a whole one, from 1 to 64.", complaint("threads", "0"));
        assertEquals("number isn't allowed: seconds=soon; give one above 0, up to 3600.", complaint("seconds", "soon"));
    }

    @Test
    void shouldNotTakeAListThatNamesNothingForOneOfEverything() {
        assertEquals("nothing is named: contenders=,; that would mean everything, which takes long. Say what is wanted, as in "
                + "-Dcontenders=F_MALLOC,libc, or leave contenders out for the quick edition's.", complaint("contenders", ","));
        assertEquals("nothing is named: bench= , ; that would mean everything, which takes long. Say what is wanted, as in "
                + "-Dbench=slots,larson, or leave bench out for the quick edition's.", complaint("bench", " , "));
    }

    @Test
    void shouldNotChooseAmongSeveralNumbers() {
        assertEquals("one number is wanted: rounds=1,9; it holds for all that is measured. Give one of them, or run the "
                + "benchmark once for each.", complaint("rounds", "1,9"));
        assertEquals("one number is wanted: seconds=1,2; it holds for all that is measured. Give one of them, or run the "
                + "benchmark once for each.", complaint("seconds", "1,2"));
    }

    @Test
    void shouldSayEveryProblemAtOnce() {
        String problems = assertThrows(WrongUseException.class, () -> options(Map.of("bench", "slots,honesty,slot",
                "contenders", "NOBODY,F_MALLOC", "threads", "65", "rounds", "0"))).getMessage();
        assertEquals(List.of("unknown workload: bench=slot", "unknown contender: contenders=NOBODY",
                "number isn't allowed: threads=65; give a whole one, from 1 to 64.",
                "number isn't allowed: rounds=0; give a whole one, from 1 to 1000."),
                problems.lines().map(line -> line.replaceAll("; there are: .*", "")).toList());
    }
}
