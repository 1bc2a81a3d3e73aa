package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void shouldTakeWhatIsNoContendersOwn() {
        assertEquals(List.of(), Settings.problems(""));
        assertEquals(List.of(), Settings.problems("malloc4j { debug.sample-bytes = 512KiB, shm.reserve = true }"));
    }

    @Test
    void shouldRefuseToMakeOneContenderAnother() {
        assertEquals(List.of(refusal("malloc4j.allocator"), refusal("malloc4j.pkg.allocator"), refusal("malloc4j.shm.size")),
                Settings.problems("malloc4j.allocator=F_MALLOC,malloc4j.shm.size=1MiB,malloc4j{pkg{allocator=F_MALLOC}}"));
        assertEquals(List.of(refusal("malloc4j.shm.allocator"), refusal("malloc4j.instance"), refusal("malloc4j.pkg.size"),
                refusal("malloc4j.pkg.confined"), refusal("malloc4j.shm.persistent")), Settings.problems("malloc4j { "
                + "shm { allocator = Q_MALLOC, persistent = true }, instance = null, pkg { size = 1 MiB, confined = true } }"));
    }

    private static String refusal(String key) {
        return "setting is a contender's own: settings=" + key + "; figures would say of one contender what is another one's. "
                + "Leave it out: contenders says which allocators are measured in which role, as in "
                + "-Dcontenders=F_MALLOC/shm.";
    }

    @Test
    void shouldSayWhatItCantRead() {
        assertEquals(List.of("settings can't be read: settings=malloc4j {; String: 1: expecting a close parentheses ')' "
                + "here, not: end of file. Write them as in an application.conf, as in "
                + "-Dsettings=malloc4j.debug.sample-bytes=512KiB."), Settings.problems("malloc4j {"));
    }
}
