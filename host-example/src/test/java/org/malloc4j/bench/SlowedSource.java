package org.malloc4j.bench;

import java.util.List;

/**
 * Brings contenders that the harness itself is tried on: {@code slowed:NAME} is another one that takes 100 ns longer for
 * each allocation, {@code copy:NAME} is another one once more. It names none, for nobody wants them among the others.
 */
final class SlowedSource implements ContenderSource {
    static final String SLOWED = "slowed:";
    static final String COPY = "copy:";

    private final Contenders contenders;

    SlowedSource(Contenders contenders) {
        this.contenders = contenders;
    }

    static boolean brings(ContenderId id) {
        return id.name().startsWith(SLOWED) || id.name().startsWith(COPY);
    }

    private static ContenderId original(ContenderId id) {
        return new ContenderId(id.name().substring(id.name().indexOf(':') + 1), id.role());
    }

    private ContenderSource source(ContenderId id) {
        return contenders.source(original(id));
    }

    @Override
    public List<ContenderId> contenders() {
        return List.of();
    }

    @Override
    public List<String> jvmFlags(ContenderId id) {
        return source(id).jvmFlags(original(id));
    }

    @Override
    public boolean crossesThreads(ContenderId id) {
        return source(id).crossesThreads(original(id));
    }

    @Override
    public int maxThreads(ContenderId id) {
        return source(id).maxThreads(original(id));
    }

    @Override
    public Contender open(ContenderId id, Setting setting) {
        Contender contender = source(id).open(original(id), setting);
        return id.name().startsWith(SLOWED) ? new SlowedContender(contender) : contender;
    }
}
