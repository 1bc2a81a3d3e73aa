package org.malloc4j.qmalloc;

import java.lang.invoke.MethodHandles;

/**
 * A pool's common path as a constant: each pool has a hidden copy of this class. The template itself is never initialised.
 */
final class ConstantGuardedPath implements GuardedPath {
    private static final DirectGuardedPath PATH = path();

    private ConstantGuardedPath() {
    }

    private static DirectGuardedPath path() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", DirectGuardedPath.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public long take(long byteSize) {
        return PATH.take(byteSize);
    }

    @Override
    public boolean keep(long block) {
        return PATH.keep(block);
    }
}
