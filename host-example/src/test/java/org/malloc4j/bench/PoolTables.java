package org.malloc4j.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.malloc4j.Pool;
import org.malloc4j.spi.PoolClass;

/** Makes tables of a pool's blocks, for which the pool is a constant. */
final class PoolTables {
    private final MethodHandle constructor;

    PoolTables(Pool pool) {
        MethodHandles.Lookup copy = PoolClass.define(MethodHandles.lookup(), ConstantPoolBlocks.class, pool);
        try {
            constructor = copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class, long.class, int.class))
                    .asType(MethodType.methodType(PoolBlocks.class, long.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return an empty table} @param overhead what the pool's own marks and tables take of it @param capacity its places */
    PoolBlocks table(long overhead, int capacity) {
        try {
            return (PoolBlocks) constructor.invokeExact(overhead, capacity);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
