package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Peers are on the class path in the profile only; here there are the void and whatever allocators there are. */
class PlanTest {

    private static Plan plan(Map<String, String> properties) {
        return new Plan(Options.of(properties::get), Contenders.onClassPath());
    }

    private static List<String> jobs(Plan plan, Workload workload) {
        return plan.jobs(workload, List.of()).stream()
                .filter(job -> job.contender().name().equals("void") || job.contender().name().equals("F_MALLOC"))
                .map(job -> job.contender() + " " + job.threads() + " x" + job.processes()).toList();
    }

    @Test
    void shouldRunSlotsWithEveryContenderInTheQuickEdition() {
        assertEquals(List.of("void [1, 2, 8] x1", "F_MALLOC/shm [1, 2, 8] x1", "F_MALLOC/shm [1] x2",
                "F_MALLOC/pkg [1, 2, 8] x1", "F_MALLOC/pkg-confined [1] x1"), jobs(plan(Map.of()), new Slots()));
    }

    @Test
    void shouldRunOtherWorkloadsWithTwoThreadsInTheQuickEdition() {
        assertEquals(List.of("void [2] x1", "F_MALLOC/shm [2] x1", "F_MALLOC/shm [1] x2", "F_MALLOC/pkg [2] x1"),
                jobs(plan(Map.of()), new Larson()));
    }

    @Test
    void shouldRunEachFamilyOnceInTheQuickEdition() {
        assertEquals(List.of("slots", "larson", "handoff", "pareto", "calls", "cold", "storm", "traces"),
                plan(Map.of()).workloads().stream().map(Workload::name).toList());
    }

    @Test
    void shouldRunOnlyWhatWasAskedFor() {
        Plan plan = plan(Map.of("bench", "calls,slots", "contenders", "F_MALLOC/pkg", "threads", "4"));
        assertEquals(List.of("slots", "calls", "calls-1000", "calls-5000", "calls-20000"),
                plan.workloads().stream().map(Workload::name).toList());
        assertEquals(List.of("void [4] x1", "F_MALLOC/pkg [4] x1"), jobs(plan, new Slots()));
    }

    @Test
    void shouldLeaveOutWhatAContenderCantDo() {
        Plan plan = plan(Map.of("bench", "all", "contenders", "F_MALLOC/pkg-confined", "threads", "1"));
        assertEquals(List.of(List.of("void [1] x1", "F_MALLOC/pkg-confined [1] x1"), List.of("void [1] x1")),
                Stream.of(new Pareto(), new Larson()).map(workload -> jobs(plan, workload)).toList());
    }
}
