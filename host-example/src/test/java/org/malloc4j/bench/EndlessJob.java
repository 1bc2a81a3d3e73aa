package org.malloc4j.bench;

import java.nio.file.Path;
import java.util.List;

/** A parent of two benchmark processes that would be at work for minutes. {@link CompanyTest} ends it before. */
final class EndlessJob {
    private static final Job.Pace PACE = new Job.Pace(300_000, 300_000);

    private EndlessJob() {
    }

    /** @param args the folder for logs */
    public static void main(String[] args) {
        new Job(ContenderId.parse("F_MALLOC/shm"), new Slots(), List.of(1), 2).run(PACE, List.of(), Path.of(args[0]));
    }
}
