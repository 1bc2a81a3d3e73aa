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
        return Options.of(properties::get);
    }

    private static String complaint(String key, String value) {
        return assertThrows(IllegalArgumentException.class, () -> options(Map.of(key, value))).getMessage();
    }

    @Test
    void shouldReadWhatWasAskedFor() {
        assertEquals(new Options(List.of("slots", "larson"), List.of("F_MALLOC", "libc"), List.of(1, 8),
                Optional.of(2.5), Optional.of(5), Set.of(Special.PAIRS)), options(Map.of("bench", "slots, Larson,pairs", "contenders",
                "F_MALLOC,libc", "threads", "8,1,8", "seconds", "2.5", "rounds", "5")));
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
        assertEquals("number out of range: threads=0; allowed: up to 64", complaint("threads", "0"));
        assertEquals("number out of range: seconds=soon; allowed: up to 3600", complaint("seconds", "soon"));
    }
}
