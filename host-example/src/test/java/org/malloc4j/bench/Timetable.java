package org.malloc4j.bench;

import java.util.List;

/**
 * How many rounds there are and how long each part of a run takes: as was asked for, and otherwise so that the quick edition
 * ends in time, however many allocators there are.
 *
 * @param rounds how many runs of each contender
 * @param pace   how long the parts of each run take
 */
record Timetable(int rounds, Job.Pace pace) {
    private static final double BUDGET_SECONDS = 380;
    /** What a JVM takes beside: its start, the memory's boot, a recording to be read, freeing all in the end. */
    private static final double START_SECONDS = 1.2;
    private static final double LEAST_SECONDS = 0.7;
    private static final int MOST_ROUNDS = 3;
    private static final int FEWEST_ROUNDS = 2;
    private static final double WARM_UP_PART = 0.6;
    private static final double MILLIS = 1_000;

    static Timetable of(Options options, List<Job> jobs) {
        int most = jobs.size() * MOST_ROUNDS;
        int rounds = options.rounds()
                .orElse(most * (START_SECONDS + LEAST_SECONDS) <= BUDGET_SECONDS ? MOST_ROUNDS : FEWEST_ROUNDS);
        double left = BUDGET_SECONDS / Math.max(1, jobs.size() * rounds) - START_SECONDS;
        double warmUp = Math.clamp(WARM_UP_PART * left, 0.4, 1.2);
        double crews = jobs.stream().mapToInt(job -> job.threads().size()).average().orElse(1);
        // Each crew after a JVM's first one warms up once more, as long as it is measured.
        double seconds = options.seconds().orElse(Math.clamp((left - warmUp) / (2 * crews - 1), 0.15, 0.5));
        return new Timetable(rounds, new Job.Pace((long) (Math.max(warmUp, seconds) * MILLIS), (long) (seconds * MILLIS)));
    }
}
