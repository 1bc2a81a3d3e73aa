package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndingTest {
    @TempDir
    private Path folder;
    private Path empty;
    private Path full;

    @BeforeEach
    void makeLogs() throws IOException {
        empty = Files.createFile(folder.resolve("empty.log"));
        full = Files.writeString(folder.resolve("full.log"), "it said something");
    }

    @Test
    void shouldNameTheSignalThatEndedAProcess() {
        assertEquals("benchmark process was ended by a signal: status=137 signal=KILL; the system does that where memory runs "
                + "out (dmesg shows it); if nobody else did, free some memory or ask for fewer threads, and run it again. It "
                + "had said nothing.", Ending.sentence(137, empty));
        assertEquals("benchmark process was ended by a signal: status=139 signal=SEGV log=" + full + "; its JVM crashed, and "
                + "left a file hs_err_pid*.log in the folder it was started in. Leave this contender out (contenders), or run "
                + "it again with that file at hand. Its log may say more.", Ending.sentence(139, full));
        assertEquals("benchmark process was ended by a signal: status=143 signal=TERM; somebody ended it. Run it again. It had "
                + "said nothing.", Ending.sentence(143, empty));
        assertEquals("benchmark process was ended by a signal: status=138 signal=10; somebody ended it. Run it again. It had "
                + "said nothing.", Ending.sentence(138, empty));
    }

    @Test
    void shouldSendToTheLogIfThatSaysSomething() {
        assertEquals("benchmark process ended early: status=1 log=" + full + "; its log says why. Mend that, or leave this "
                + "contender out (contenders).", Ending.sentence(1, full));
        assertEquals("benchmark process ended early: status=255; it didn't say why. Mend that, or leave this contender out "
                + "(contenders).", Ending.sentence(255, empty));
    }
}
