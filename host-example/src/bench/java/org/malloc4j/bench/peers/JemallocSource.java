package org.malloc4j.bench.peers;

import java.util.List;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.ContenderId;
import org.malloc4j.bench.ContenderSource;

/** Brings jemalloc as LWJGL ships it. */
public final class JemallocSource implements ContenderSource {

    @Override
    public List<ContenderId> contenders() {
        return List.of(ContenderId.peer("jemalloc"));
    }

    /** LWJGL's own checks of arguments and of leaks are off, as they are in release builds of games. */
    @Override
    public List<String> jvmFlags(ContenderId id) {
        return List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.lwjgl.util.NoChecks=true");
    }

    @Override
    public Contender open(ContenderId id, Setting setting) {
        return new JemallocContender();
    }
}
