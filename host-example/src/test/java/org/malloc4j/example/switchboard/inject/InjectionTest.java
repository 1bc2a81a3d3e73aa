package org.malloc4j.example.switchboard.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class InjectionTest {
    @Test
    void shouldBeFoundByName() {
        assertEquals(Optional.of(Injection.USE_AFTER_FREE), Injection.of("use-after-free"));
        assertEquals(Optional.of(Injection.NONE), Injection.of("none"));
        assertEquals(Optional.empty(), Injection.of("USE_AFTER_FREE"));
        assertEquals("overrun, underrun, double-free, foreign-free, use-after-free, leak or none", Injection.keys());
    }

    @Test
    void shouldCallWhatItFindsByItsOwnNameAndTheRestByTheirs() {
        assertEquals("use-after-free", Injection.USE_AFTER_FREE.nameOf("write-after-free"));
        assertEquals("header-overwritten", Injection.OVERRUN.nameOf("header-overwritten"));
        assertEquals("overrun", Injection.NONE.nameOf("overrun"));
    }
}
