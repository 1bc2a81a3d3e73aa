package org.malloc4j.boot;

import java.util.Locale;
import java.util.Optional;
import org.malloc4j.spi.AllocatorDecorator;

/**
 * What a shared pool's file was, or is to be, formatted as. It never changes while the file exists, and a process joins
 * only a pool whose format equals its own configuration.
 *
 * @param instance         the name of the pool
 * @param alone            whether the name is just a pid, and the pool that process's alone
 * @param persistent       whether the file stays when the last process leaves
 * @param reserved         whether every page was taken when it was formatted
 * @param schema           what the host keeps in it
 * @param allocator        the allocator's name, in upper case, without a suffix
 * @param allocatorVersion the version of what the allocator writes
 * @param decorator        the decorator's suffix, in upper case, or empty
 * @param decoratorVersion the version of what the decorator writes, or 0
 * @param tagByteSize      the bytes the decorator has beside each block
 * @param areaByteSize     the decorator's area, in whole pages
 * @param regionByteSize   the allocator's region, in whole pages
 */
record PoolFormat(String instance, boolean alone, boolean persistent, boolean reserved, String schema,
                  String allocator, long allocatorVersion, String decorator, long decoratorVersion, long tagByteSize,
                  long areaByteSize, long regionByteSize) {

    static PoolFormat of(ShmSettings settings, String instance, boolean alone) {
        AllocatorChoice choice = settings.allocator();
        AllocatorDecorator decorator = choice.decorator().orElse(null);
        long byteSize = SuperblockDescriptor.pages(settings.byteSize());
        long area = choice.areaByteSize(byteSize);
        return new PoolFormat(instance, alone, settings.persistent(), settings.reserve(), settings.schema(),
                choice.provider().name().toUpperCase(Locale.ROOT), choice.provider().layoutVersion(),
                decorator == null ? "" : decorator.suffix().toUpperCase(Locale.ROOT),
                decorator == null ? 0 : decorator.layoutVersion(), choice.tagByteSize(), area, byteSize - area);
    }

    long areaOffset() {
        return SuperblockDescriptor.CONTROL_LENGTH;
    }

    long regionOffset() {
        return areaOffset() + areaByteSize;
    }

    long fileByteSize() {
        return regionOffset() + regionByteSize;
    }

    /** {@return the size as it is configured: the region and the decorator's area} */
    long poolByteSize() {
        return areaByteSize + regionByteSize;
    }

    /** {@return the allocator's full name: {@code F_MALLOC_DBG}} */
    String allocatorName() {
        return decorator.isEmpty() ? allocator : allocator + "_" + decorator;
    }

    /** {@return the first thing in which this pool differs from what is configured, as {@code what pool=x mine=y}} */
    Optional<String> differenceFrom(PoolFormat mine) {
        return differs("malloc4j.shm.schema", '"' + schema + '"', '"' + mine.schema + '"')
                .or(() -> differs("malloc4j.shm.allocator", allocatorName(), mine.allocatorName()))
                .or(() -> differs("allocator's layout version", allocatorVersion, mine.allocatorVersion))
                .or(() -> differs("decorator's layout version", decoratorVersion, mine.decoratorVersion))
                .or(() -> differs("malloc4j.shm.size", poolByteSize(), mine.poolByteSize()))
                .or(() -> differs("malloc4j.shm.persistent", persistent, mine.persistent))
                .or(() -> differs("bytes of tag beside each block", tagByteSize, mine.tagByteSize))
                .or(() -> differs("bytes of the decorator's area", areaByteSize, mine.areaByteSize))
                .or(() -> differs("instance", instance, mine.instance));
    }

    private static Optional<String> differs(String what, Object pool, Object mine) {
        return pool.equals(mine) ? Optional.empty() : Optional.of(what + ": pool=" + pool + " mine=" + mine);
    }
}
