package org.malloc4j.bench;

import java.util.Optional;

/**
 * One run of a workload by one process.
 *
 * @param contender with what
 * @param threads   by how many threads of each process
 * @param team      which process of how many
 * @param nanos     for how long
 * @param live      where workers say what they have
 * @param probe     what looks at the contender meanwhile; nothing does while time counts
 */
record Run(Contender contender, int threads, Team team, long nanos, LiveBytes live, Optional<Probe> probe) {

    /** Twice as many workers as threads may say what they have: in some workloads one half allocates, the other frees. */
    static Run of(Contender contender, int threads, Team team, long nanos, Optional<Probe> probe) {
        return new Run(contender, threads, team, nanos, team.liveBytes(2 * threads), probe);
    }

    /** {@return the number of a worker among those of all processes} @param worker its number in this one */
    int globalWorker(int worker) {
        return team.process() * threads + worker;
    }

    /** {@return the workers of all processes} */
    int allWorkers() {
        return team.processes() * threads;
    }
}
