package org.malloc4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;

/** Brings every allocator there is a provider for, in each role, plain and with each decorator there is. */
final class PoolSource implements ContenderSource {

    @Override
    public List<ContenderId> contenders() {
        List<ContenderId> ids = new ArrayList<>();
        for (AllocatorProvider provider : ServiceLoader.load(AllocatorProvider.class)) {
            addRoles(ids, provider.name());
            for (AllocatorDecorator decorator : ServiceLoader.load(AllocatorDecorator.class)) {
                addRoles(ids, provider.name() + "_" + decorator.suffix());
            }
        }
        return ids;
    }

    private static void addRoles(List<ContenderId> ids, String name) {
        for (String role : List.of(ContenderId.SHM, ContenderId.PKG, ContenderId.PKG_CONFINED)) {
            ids.add(new ContenderId(name, role));
        }
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
}
