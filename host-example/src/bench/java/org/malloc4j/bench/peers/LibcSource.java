package org.malloc4j.bench.peers;

import java.util.List;
import org.malloc4j.bench.Contender;
import org.malloc4j.bench.ContenderId;
import org.malloc4j.bench.ContenderSource;

/** Brings the C library's {@code malloc} and {@code free}, called through the JDK's linker. */
public final class LibcSource implements ContenderSource {

    @Override
    public List<ContenderId> contenders() {
        return List.of(ContenderId.peer("libc"));
    }

    @Override
    public List<String> jvmFlags(ContenderId id) {
        return List.of("--enable-native-access=ALL-UNNAMED");
    }

    @Override
    public Contender open(ContenderId id, Setting setting) {
        return new LibcContender();
    }
}
