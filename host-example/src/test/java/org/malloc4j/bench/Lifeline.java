package org.malloc4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What ties a benchmark process to the one that started it: its standard input. Each line there lets it take another step.
 * When the other one is gone, however it ended, this one ends too, in the middle of whatever it does.
 */
final class Lifeline {
    private static final int ORPHANED = 3;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Lifeline() {
    }

    /** Holds on to it. @param last what is done before this process ends because the other one is gone */
    static Lifeline hold(Runnable last) {
        Lifeline lifeline = new Lifeline();
        Thread.ofPlatform().daemon().name("bench-lifeline").start(() -> lifeline.read(last));
        return lifeline;
    }

    private void read(Runnable last) {
        try {
            BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            System.err.println("standard input can't be read; that is taken for the end of who writes to it: " + e);
        }
        last.run();
        System.exit(ORPHANED);
    }

    /** Says that nothing can be done. @param problems why, a sentence each */
    void refuse(List<String> problems) {
        System.out.println(Order.MARK + Order.REFUSED + String.join(" ", problems).replaceAll("\\R", " "));
    }

    /** Says that a step is done, and waits until the next one may be taken. @param done what was done */
    void step(String done) {
        System.out.println(Order.MARK + done);
        try {
            lines.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the next step", e);
        }
    }
}
