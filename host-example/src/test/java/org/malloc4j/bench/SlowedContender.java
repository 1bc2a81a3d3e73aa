package org.malloc4j.bench;

/** A contender that loses 100 ns with each allocation. */
record SlowedContender(Contender contender) implements Contender {

    @Override
    public Blocks blocks(int capacity) {
        return new SlowedBlocks(contender.blocks(capacity), Delay.ofNanos(SlowedBlocks.NANOS));
    }

    @Override
    public Thread thread(Runnable body) {
        return contender.thread(body);
    }

    @Override
    public boolean isConfined() {
        return contender.isConfined();
    }

    @Override
    public boolean keepsContents() {
        return contender.keepsContents();
    }

    @Override
    public Footprint footprint() {
        return contender.footprint();
    }

    @Override
    public void trim() {
        contender.trim();
    }

    @Override
    public void close() {
        contender.close();
    }
}
