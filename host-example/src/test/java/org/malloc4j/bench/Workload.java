package org.malloc4j.bench;

import java.util.List;

/** Something that programs do with memory. A workload frees all that it allocates. */
interface Workload {

    /** Every workload, in the order of their report. */
    List<Workload> ALL = List.of(new Slots(), new Larson(), new Handoff("handoff", Handoff.SIZES),
            new Handoff("handoff-64", Handoff.ONE_SIZE), new Pareto(), new Calls("calls", 0), new Calls("calls-1000", 1_000),
            new Calls("calls-5000", 5_000), new Calls("calls-20000", 20_000), new Cold(), new Storm(),
            new Traces("traces", List.of("git-log", "python-json")), new Traces("traces-git-log", List.of("git-log")),
            new Traces("traces-python-json", List.of("python-json")));

    /** {@return what results call it} */
    String name();

    /** {@return what it is a variation of, or its own name} */
    default String family() {
        int dash = name().indexOf('-');
        return dash < 0 ? name() : name().substring(0, dash);
    }

    /** {@return what one operation is} */
    String operation();

    /** {@return whether blocks are freed by other threads than those that allocated them} */
    default boolean crossesThreads() {
        return false;
    }

    /** {@return whether several processes can perform it on shared memory} */
    default boolean crossesProcesses() {
        return true;
    }

    /** {@return whether operations come at given moments, so that only their own time tells how fast they were} */
    default boolean isPaced() {
        return false;
    }

    /** Performs it. {@return what was done} */
    Tally perform(Run run);
}
