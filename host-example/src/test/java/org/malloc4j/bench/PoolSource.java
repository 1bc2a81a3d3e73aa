package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;

/** Brings every allocator there is a provider for, in each role, plain and with each decorator there is. */
final class PoolSource implements ContenderSource {
    private final List<ContenderId> ids = new ArrayList<>();
    private final Set<String> plain = new HashSet<>();

    /** Finds the providers on the class path. */
    PoolSource() {
        for (AllocatorProvider provider : ServiceLoader.load(AllocatorProvider.class)) {
            plain.add(provider.name());
            addRoles(provider.name());
            for (AllocatorDecorator decorator : ServiceLoader.load(AllocatorDecorator.class)) {
                addRoles(provider.name() + "_" + decorator.suffix());
            }
        }
    }

    private void addRoles(String name) {
        for (String role : List.of(ContenderId.SHM, ContenderId.PKG, ContenderId.PKG_CONFINED)) {
            ids.add(new ContenderId(name, role));
        }
    }

    @Override
    public List<ContenderId> contenders() {
        return List.copyOf(ids);
    }

    @Override
    public boolean isPlain(ContenderId id) {
        return plain.contains(id.name());
    }

    @Override
    public boolean crossesThreads(ContenderId id) {
        return !id.role().equals(ContenderId.PKG_CONFINED);
    }

    @Override
    public int maxThreads(ContenderId id) {
        return id.role().equals(ContenderId.PKG_CONFINED) ? 1 : Integer.MAX_VALUE;
    }

    @Override
    public Contender open(ContenderId id, Setting setting) {
        return new PoolContender(id, setting);
    }

    @Override
    public void tryOut(ContenderId id, Setting setting) {
        open(id, setting).close();
    }
}
