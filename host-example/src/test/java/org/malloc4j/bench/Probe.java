package org.malloc4j.bench;

/** Looks at a contender's footprint from time to time, for contenders that don't know their own peak. */
final class Probe {
    private static final long PAUSE_NANOS = 2_000_000;

    private final Contender contender;
    private long next = System.nanoTime();
    private long taken = Footprint.UNKNOWN;
    private double perBlock = Footprint.UNKNOWN;
    private long reach;

    Probe(Contender contender) {
        this.contender = contender;
    }

    /** Looks, unless it has done so a moment ago. One thread calls it. */
    void look() {
        long now = System.nanoTime();
        if (now - next >= 0) {
            taken = Math.max(taken, contender.footprint().taken());
            next = System.nanoTime() + PAUSE_NANOS;
        }
    }

    /** Looks while blocks are live and nobody is at work. What is kept for later goes first: it is beside no block. */
    void lookClosely(Blocks blocks) {
        contender.trim();
        perBlock = contender.footprint().perBlock();
        reach = Math.max(reach, blocks.reach());
    }

    long taken() {
        return taken;
    }

    double perBlock() {
        return perBlock;
    }

    long reach() {
        return reach;
    }
}
