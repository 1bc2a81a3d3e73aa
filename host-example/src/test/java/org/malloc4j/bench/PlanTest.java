package org.malloc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Peers are on the class path in the profile only; here there are the void and whatever allocators there are. */
class PlanTest {

    private static Plan plan(Map<String, String> properties) {
        return plan(properties, Map.of());
    }

    private static Plan plan(Map<String, String> properties, Map<ContenderId, String> unfit) {
        Contenders contenders = Contenders.onClassPath();
        return new Plan(Options.of(properties::get, contenders), contenders, unfit);
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

    @Test
    void shouldSayInOneLineForEachReasonWhatItLeavesOut() {
        assertEquals(List.of("left out with 2 or 8 threads: F_MALLOC/pkg-confined, Q_MALLOC/pkg-confined; only one thread may "
                + "use them.", "left out of larson and handoff: F_MALLOC/pkg-confined, Q_MALLOC/pkg-confined; other threads "
                + "free blocks there than those that allocated them, and these can't."),
                plan(Map.of("bench", "slots,larson,handoff,pareto", "contenders",
                        "F_MALLOC,Q_MALLOC/pkg-confined", "threads", "1,2,8")).leftOut().stream()
                        .map(line -> line.replace(" and handoff-64", "").replace("larson and handoff and", "larson and"))
                        .toList());
    }

    @Test
    void shouldSayNothingOfWhatNobodyAskedFor() {
        assertEquals(List.of(), plan(Map.of("bench", "slots", "contenders", "F_MALLOC/pkg", "threads", "2")).leftOut());
    }

    @Test
    void shouldLeaveOutTheUnfit() {
        Plan plan = plan(Map.of("bench", "slots", "contenders", "F_MALLOC", "threads", "1"),
                Map.of(ContenderId.parse("F_MALLOC/shm"), "allocator isn't able: because."));
        assertEquals(List.of("void [1] x1", "F_MALLOC/pkg [1] x1", "F_MALLOC/pkg-confined [1] x1"), jobs(plan, new Slots()));
        assertEquals(List.of("left out: F_MALLOC/shm; allocator isn't able: because."), plan.leftOut());
        assertEquals(List.of(), plan.problems());
    }

    @Test
    void shouldRefuseToMeasureTheVoidAlone() {
        assertEquals(List.of("left out with 2 threads: F_MALLOC/pkg-confined; only one thread may use it.", "nothing is left to "
                + "measure: contenders=[F_MALLOC/pkg-confined]; none of them can do what was asked for. Choose other "
                + "contenders, workloads or numbers of threads."),
                plan(Map.of("bench", "slots", "contenders", "F_MALLOC/pkg-confined", "threads", "2")).problems());
        assertEquals(List.of(), plan(Map.of("bench", "slots", "contenders", "void", "threads", "2")).problems());
        assertEquals(List.of(), plan(Map.of()).problems());
    }
}
