package org.malloc4j.bench;

import java.util.List;

/** What a {@link PairMeter} needs to know of contenders. */
public final class PairSetup {

    private PairSetup() {
    }

    /** {@return what the JVM must be started with} @param id a contender */
    public static List<String> jvmFlags(ContenderId id) {
        return Contenders.onClassPath().source(id).jvmFlags(id);
    }

    /** {@return a contender at work} @param name what {@link ContenderId#toString()} says */
    public static Contender open(String name) {
        ContenderId id = ContenderId.parse(name);
        return Contenders.onClassPath().source(id).open(id,
                new ContenderSource.Setting("pair-" + ProcessHandle.current().pid(), Order.POOL_BYTE_SIZE));
    }
}
