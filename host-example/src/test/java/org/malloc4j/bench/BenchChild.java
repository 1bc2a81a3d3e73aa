package org.malloc4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.malloc4j.MemoryBootException;

/**
 * A JVM that runs one workload with one contender, for each number of threads in turn: once to warm up, with the footprint
 * looked at, and once to measure. It says on its standard output when it is ready for the next step, and waits for a line on
 * its standard input, so that several processes keep in step.
 */
final class BenchChild {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final int REFUSED = 2;

    private final Lifeline parent;
    private final Order order;
    private final Contender contender;
    private final Team team;

    private BenchChild(Lifeline parent, Order order, Contender contender, Team team) {
        this.parent = parent;
        this.order = order;
        this.contender = contender;
        this.team = team;
    }

    public static void main(String[] args) {
        Order order = Order.parse(args);
        Lifeline parent = Lifeline.hold(() -> forget(order.teamFile()));
        Team team = order.processes() == 1 ? Team.alone()
                : Team.of(order.process(), order.processes(), Path.of(order.teamFile()));
        try (Contender contender = Contenders.onClassPath().source(order.contender()).open(order.contender(),
                new ContenderSource.Setting(order.instance(), Order.POOL_BYTE_SIZE))) {
            new BenchChild(parent, order, contender, team).perform();
        } catch (MemoryBootException e) {
            parent.refuse(e.problems());
            System.exit(REFUSED);
        }
    }

    /** Whoever would have removed the file is gone. */
    private static void forget(String teamFile) {
        if (!teamFile.isEmpty()) {
            try {
                Files.deleteIfExists(Path.of(teamFile));
            } catch (IOException e) {
                System.err.println("file shared by processes can't be removed: file=" + teamFile + "; the system says: "
                        + e.getMessage() + ". Remove it by hand.");
            }
        }
    }

    private void perform() {
        parent.step("opened");
        long warmUpMillis = order.warmUpMillis();
        for (int threads : order.threads()) {
            Probe probe = new Probe(contender);
            Run warmUp = Run.of(contender, threads, team, warmUpMillis * NANOS_PER_MILLI, Optional.of(probe));
            order.workload().perform(warmUp);
            parent.step("warm");
            Run run = Run.of(contender, threads, team, order.measuredMillis() * NANOS_PER_MILLI, Optional.empty());
            Tally tally = order.workload().perform(run);
            parent.step("ended");
            contender.trim();
            // What the others hold until they do so too isn't left over.
            parent.step("trimmed");
            Footprint end = contender.footprint();
            boolean tells = end.peak() != Footprint.UNKNOWN;
            long live = tells ? Math.max(warmUp.live().peak(), run.live().peak()) : warmUp.live().peak();
            Measurement measurement = new Measurement(tally.operationsPerNano(), tally.histogram(), live,
                    tells ? end.peak() : probe.taken(),
                    probe.perBlock(), probe.reach(), end.finalState());
            parent.step(measurement.toLine());
            warmUpMillis = Math.min(warmUpMillis, order.measuredMillis());
        }
    }
}
