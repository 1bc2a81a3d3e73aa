package org.malloc4j.spi.support;

import java.lang.invoke.MethodHandles;

/**
 * A pool's quick path as a constant: each pool has a hidden copy of this class. The template itself is never initialised.
 */
final class ConstantQuickPath implements QuickPath {
    private static final DirectQuickPath PATH = path();

    private ConstantQuickPath() {
    }

    private static DirectQuickPath path() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", DirectQuickPath.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public long take(long byteSize) {
        return PATH.take(byteSize);
    }

    @Override
    public boolean keep(long block, long reachable) {
        return PATH.keep(block, reachable);
    }

    @Override
    public void recover() {
        PATH.recover();
    }
}
