package org.malloc4j.bench.peers;

import org.malloc4j.bench.Blocks;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.Footprint;

/** The JDK's arenas. They tell nothing of what they have taken. */
final class ArenaContender implements Contender {

    @Override
    public Blocks blocks(int capacity) {
        return new ArenaBlocks(capacity);
    }

    @Override
    public Footprint footprint() {
        return Footprint.NONE;
    }

    @Override
    public void close() {
    }
}
