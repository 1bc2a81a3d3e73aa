package org.malloc4j.qmalloc;

import com.typesafe.config.Config;
import java.security.SecureRandom;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** Brings {@code Q_MALLOC}: finds overruns, underruns, double frees and writes after free when they happen. */
public final class QMallocProvider implements AllocatorProvider {
    private static final int LAYOUT_VERSION = 2;

    /** Creates the provider; {@link java.util.ServiceLoader} does. */
    public QMallocProvider() {
    }

    @Override
    public String name() {
        return "Q_MALLOC";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public int layoutVersion() {
        return LAYOUT_VERSION;
    }

    @Override
    public long minimumByteSize(long tagByteSize) {
        return QMallocHeap.minimumByteSize(QMallocLayout.beside(tagByteSize));
    }

    @Override
    public Allocator format(Region region, long tagByteSize, Config config) {
        QMallocSettings settings = QMallocSettings.read(config, region.byteSize());
        return new QMallocAllocator(QMallocHeap.format(region, tagByteSize, settings, new SecureRandom().nextLong()));
    }

    @Override
    public Allocator attach(Region region, long tagByteSize, Config config) {
        QMallocSettings settings = QMallocSettings.read(config, region.byteSize());
        return new QMallocAllocator(QMallocHeap.attach(region, tagByteSize, settings));
    }

    @Override
    public boolean growsInSteps() {
        return true;
    }
}
