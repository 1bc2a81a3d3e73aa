package org.malloc4j.bench;

import java.io.PrintStream;
import java.time.Duration;

/** Says what is being measured and how long it will still take: one line that changes on a terminal, single lines elsewhere. */
final class Progress {
    private static final int WIDTH = 100;
    private static final long PAUSE_NANOS = 15_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final int total;
    private final long start = System.nanoTime();
    private long lastLine = start - PAUSE_NANOS;
    private int done;

    /** @param total how many jobs there will be, as far as one can tell */
    Progress(PrintStream out, boolean terminal, int total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    void next(Job job, int round) {
        String line = "[%d/%d] %s %s %s, round %d%s".formatted(done + 1, Math.max(total, done + 1), job.workload().name(),
                job.contender(), job.processes() > 1 ? "with " + job.processes() + " processes"
                        : "with " + job.threads() + " threads", round + 1, remaining());
        done++;
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
            out.flush();
        } else if (System.nanoTime() - lastLine >= PAUSE_NANOS) {
            lastLine = System.nanoTime();
            out.println(line);
        }
    }

    /** Jobs that won't be done after all. */
    void skip(int count) {
        done += count;
    }

    void end() {
        if (terminal) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
        }
    }

    private String remaining() {
        if (done == 0) {
            return "";
        }
        Duration left = Duration.ofNanos((System.nanoTime() - start) / done * Math.max(0, total - done));
        return ", about %d:%02d to go".formatted(left.toMinutes(), left.toSecondsPart());
    }
}
