package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.spi.Processes;

/** Real processes whose pids say nothing: reused by a living one, or those of another container. */
@Timeout(60)
class LivenessTest {
    private static final long NO_PID = (1L << 22) + 1;

    @TempDir
    Path directory;

    @Test
    void shouldTellTheDeadFromTheLivingWhateverTheirPids() throws Exception {
        assertEquals(List.of(), mistakes(processes -> processes));
    }

    @Test
    void shouldCatchLivenessByPidOnly() throws Exception {
        assertEquals(List.of("stole from a living process of another container",
                "waits for ever for a dead process whose pid was reused"), mistakes(LivenessByPid::new));
    }

    private List<String> mistakes(UnaryOperator<Processes> variant) throws Exception {
        Setup setup = Setup.in(directory);
        List<String> mistakes = new ArrayList<>();
        SharedPool mine = setup.open();
        Processes processes = variant.apply(mine.slots());
        try (ChildJvm child = ChildJvm.start(setup, "allocate").ready()) {
            setPid(mine, NO_PID);
            if (!processes.isAlive(1, 1) || processes.repairIfDead(1, 1, () -> { })) {
                mistakes.add("stole from a living process of another container");
            }
            child.kill();
            setPid(mine, Machine.pid());
            if (processes.isAlive(1, 1) || !processes.repairIfDead(1, 1, () -> { })) {
                mistakes.add("waits for ever for a dead process whose pid was reused");
            }
        } finally {
            mine.leave();
        }
        return mistakes;
    }

    private static void setPid(SharedPool pool, long pid) {
        pool.superblock().putLong(ProcessSlotDescriptor.offset(1) + ProcessSlotDescriptor.PID_OFFSET, pid);
    }
}
