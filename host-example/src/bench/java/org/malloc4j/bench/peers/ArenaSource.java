package org.malloc4j.bench.peers;

import java.util.List;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.ContenderId;
import org.malloc4j.bench.ContenderSource;

/** Brings the JDK's confined arenas, one for each block. Another thread can't close them. */
public final class ArenaSource implements ContenderSource {

    @Override
    public List<ContenderId> contenders() {
        return List.of(ContenderId.peer("arena"));
    }

    @Override
    public boolean crossesThreads(ContenderId id) {
        return false;
    }

    @Override
    public Contender open(ContenderId id, Setting setting) {
        return new ArenaContender();
    }
}
