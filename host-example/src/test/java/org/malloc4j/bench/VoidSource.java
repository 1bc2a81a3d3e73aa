package org.malloc4j.bench;

import java.util.List;

/** Brings the contender that does nothing. */
final class VoidSource implements ContenderSource {

    @Override
    public List<ContenderId> contenders() {
        return List.of(ContenderId.VOID);
    }

    @Override
    public Contender open(ContenderId id, Setting setting) {
        return new VoidContender();
    }
}
