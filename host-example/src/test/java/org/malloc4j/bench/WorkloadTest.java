package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What hangs has failed too. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkloadTest {
    private static final long NANOS = 10_000_000;

    /** The storm takes a gigabyte, and a second recording would show nothing new. */
    static Stream<String> quickOnes() {
        return Stream.of("slots", "larson", "handoff", "handoff-64", "pareto", "calls", "calls-1000", "cold",
                "traces-git-log");
    }

    private static Workload named(String name) {
        return Workload.ALL.stream().filter(workload -> workload.name().equals(name)).findFirst().orElseThrow();
    }

    private static Run run(Contender contender) {
        return Run.of(contender, 2, Team.alone(), NANOS, Optional.of(new Probe(contender)));
    }

    @ParameterizedTest
    @MethodSource("quickOnes")
    void shouldFreeAllThatItAllocates(String name) {
        try (Contender contender = new PoolContender(ContenderId.parse("F_MALLOC/pkg"),
                new ContenderSource.Setting("workload-test-" + ProcessHandle.current().pid(), Order.POOL_BYTE_SIZE))) {
            Run run = run(contender);
            Tally tally = named(name).perform(run);
            contender.trim();
            assertEquals("clean", contender.footprint().finalState());
            assertTrue(tally.operationsPerNano() > 0, "nothing was counted");
            assertTrue(tally.histogram().getTotalCount() > 0, "nothing was timed");
            long live = run.live().peak();
            // Workers say what they have from time to time, not all at the same moment.
            assertTrue(contender.footprint().peak() >= live / 2 && live > 0, "peak=" + contender.footprint().peak() + " live="
                    + live);
        }
    }

    @ParameterizedTest
    @MethodSource("quickOnes")
    void shouldBePerformedByTheVoidToo(String name) {
        try (Contender contender = new VoidContender()) {
            assertTrue(named(name).perform(run(contender)).operationsPerNano() > 0);
        }
    }

    @Test
    void shouldNoticeThatABlockLostItsContents() {
        VoidBlocks blocks = new VoidBlocks(1);
        blocks.allocate(0, 24);
        Contents contents = new Contents(true);
        contents.write(blocks, 0, 24, 7);
        contents.check(blocks, 0, 24, 7);
        blocks.putByte(0, 23, (byte) (blocks.getByte(0, 23) + 1));
        assertEquals("contents of a live block changed: slot=0 byteSize=24 key=7; the contender gave its memory to somebody "
                + "else", assertThrows(IllegalStateException.class, () -> contents.check(blocks, 0, 24, 7)).getMessage());
    }

    @Test
    void shouldEndEveryWorkerWhenOneFails() {
        try (Contender contender = new VoidContender()) {
            IllegalStateException failure = assertThrows(IllegalStateException.class, () -> Crew.run(contender, 3,
                    (worker, crew, tally) -> {
                        if (worker == 1) {
                            throw new UnsupportedOperationException("on purpose");
                        }
                        crew.meet();
                    }));
            assertEquals("worker failed: java.lang.UnsupportedOperationException: on purpose", failure.getMessage());
        }
    }
}
