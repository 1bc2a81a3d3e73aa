package org.malloc4j.bench;

/** Allocates nothing: what a workload costs with it is the workload's own cost. */
final class VoidContender implements Contender {

    @Override
    public Blocks blocks(int capacity) {
        return new VoidBlocks(capacity);
    }

    @Override
    public boolean keepsContents() {
        return false;
    }

    @Override
    public Footprint footprint() {
        return Footprint.NONE;
    }

    @Override
    public void close() {
    }
}
