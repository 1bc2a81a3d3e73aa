package org.malloc4j.example.switchboard.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.malloc4j.example.switchboard.client.CallerStatistics;
import org.malloc4j.example.switchboard.demo.Demo;

/** Shows how the demo goes: one line that changes on a terminal, a line a second elsewhere. */
final class ProgressLine implements Demo.Progress {
    private final PrintStream out;
    private final boolean terminal;
    private double nextPlainLine = 1;
    private int width;

    ProgressLine(PrintStream out) {
        this.out = out;
        Console console = System.console();
        this.terminal = console != null && console.isTerminal();
    }

    @Override
    public void show(double seconds, CallerStatistics statistics, long callsPerSecond, long shmUsedBytes) {
        if (!terminal && seconds < nextPlainLine) {
            return;
        }
        nextPlainLine = Math.floor(seconds) + 1;
        String line = String.format(Locale.ROOT, "%5.1f s  %,d calls  %,d calls/s  %d failed  shm %s used", seconds,
                statistics.completed(), callsPerSecond, statistics.failed(), Switchboard.bytes(shmUsedBytes));
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    /** Ends the line, so that what follows starts on one of its own. */
    void end() {
        if (terminal) {
            out.println();
        }
    }
}
