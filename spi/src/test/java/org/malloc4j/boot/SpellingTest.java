package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({"size, size, 0", "sise, size, 1", "sze, size, 1", "sizes, size, 1", "'', size, 4", "kitten, sitting, 3",
            "sunday, saturday, 3"})
    void shouldCountEdits(String from, String to, int distance) {
        assertEquals(distance, Spelling.distance(from, to));
        assertEquals(distance, Spelling.distance(to, from));
    }

    @Test
    void shouldPreferTheFirstOfSeveralThatAreAsNear() {
        assertEquals(Optional.of("F_MALLOC"), Spelling.nearest("X_MALLOC", List.of("HP_MALLOC", "F_MALLOC", "Q_MALLOC")));
    }

    @Test
    void shouldSuggestNothingThatIsFarAway() {
        assertEquals(Optional.of("abcd"), Spelling.near("abxy", List.of("abcd")));
        assertEquals(Optional.empty(), Spelling.near("axyz", List.of("abcd")));
        assertEquals(Optional.empty(), Spelling.near("abcd", List.of()));
    }
}
