package org.malloc4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A JVM that runs one workload with one contender, for each number of threads in turn: once to warm up, with the footprint
 * looked at, and once to measure. It says on its standard output when it is ready for the next step, and waits for a line on
 * its standard input, so that several processes keep in step.
 */
final class BenchChild {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    private final Order order;
    private final Contender contender;
    private final Team team;

    private BenchChild(Order order, Contender contender, Team team) {
        this.order = order;
        this.contender = contender;
        this.team = team;
    }

    public static void main(String[] args) throws IOException {
        Order order = Order.parse(args);
        Team team = order.processes() == 1 ? Team.alone()
                : Team.of(order.process(), order.processes(), Path.of(order.teamFile()));
        try (Contender contender = Contenders.onClassPath().source(order.contender()).open(order.contender(),
                new ContenderSource.Setting(order.instance(), Order.POOL_BYTE_SIZE))) {
            new BenchChild(order, contender, team).perform();
        }
    }

    private void perform() throws IOException {
        step("opened");
        long warmUpMillis = order.warmUpMillis();
        for (int threads : order.threads()) {
            Probe probe = new Probe(contender);
            Run warmUp = Run.of(contender, threads, team, warmUpMillis * NANOS_PER_MILLI, Optional.of(probe));
            order.workload().perform(warmUp);
            step("warm");
            Run run = Run.of(contender, threads, team, order.measuredMillis() * NANOS_PER_MILLI, Optional.empty());
            Tally tally = order.workload().perform(run);
            step("ended");
            contender.trim();
            // What the others hold until they do so too isn't left over.
            step("trimmed");
            Footprint end = contender.footprint();
            boolean tells = end.peak() != Footprint.UNKNOWN;
            long live = tells ? Math.max(warmUp.live().peak(), run.live().peak()) : warmUp.live().peak();
            Measurement measurement = new Measurement(tally.operationsPerNano(), tally.histogram(), live,
                    tells ? end.peak() : probe.taken(),
                    probe.perBlock(), probe.reach(), end.finalState());
            step(measurement.toLine());
            warmUpMillis = Math.min(warmUpMillis, order.measuredMillis());
        }
    }

    private void step(String done) throws IOException {
        System.out.println(Order.MARK + done);
        if (commands.readLine() == null) {
            throw new IOException("whoever started this process is gone");
        }
    }
}
