package org.malloc4j.example.switchboard.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.malloc4j.HeapCorruptionException;

class FindingTest {
    @Test
    void shouldBeToldOnOneLineAndReadAgain() {
        Finding finding = new Finding("overrun", "block overrun by 3 bytes\n  at 17\n  found  20 | |");
        assertFalse(finding.line().contains("\n"));
        assertEquals(Optional.of(finding), Finding.parse(finding.line()));
        assertEquals(Optional.empty(), Finding.parse("ready"));
    }

    @Test
    void shouldHaveNoKindWhereTheAllocatorDoesNotSay() {
        Finding finding = Finding.of(new HeapCorruptionException("fragment header overwritten: at=8"));
        assertEquals(new Finding("", "org.malloc4j.HeapCorruptionException: fragment header overwritten: at=8"), finding);
        assertEquals(Optional.of(finding), Finding.parse(finding.line()));
        assertFalse(finding.isNamed());
    }
}
