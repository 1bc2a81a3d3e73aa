package org.malloc4j.boot;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.malloc4j.Memory;
import org.malloc4j.spi.AllocatorProvider;

/** The settings of a memory in a test, each changed by one call. */
record Setup(Path directory, String instance, AllocatorProvider provider, long shmByteSize, boolean persistent,
             String schema, boolean reserve, int shmAlarm, AllocatorProvider pkgProvider, boolean confined, int pkgAlarm,
             OnCorruption onCorruption) {
    static final long MIB = 1 << 20;

    static Setup in(Path directory) {
        return new Setup(directory, "test", new SingleLockProvider(), MIB, false, "", false, 0, new SingleLockProvider(),
                false, 0, OnCorruption.THROW);
    }

    Setup instance(String it) {
        return new Setup(directory, it, provider, shmByteSize, persistent, schema, reserve, shmAlarm, pkgProvider, confined,
                pkgAlarm, onCorruption);
    }

    Setup withoutInstance() {
        return instance(null);
    }

    Setup provider(AllocatorProvider it) {
        return new Setup(directory, instance, it, shmByteSize, persistent, schema, reserve, shmAlarm, pkgProvider, confined,
                pkgAlarm, onCorruption);
    }

    Setup shmByteSize(long it) {
        return new Setup(directory, instance, provider, it, persistent, schema, reserve, shmAlarm, pkgProvider, confined,
                pkgAlarm, onCorruption);
    }

    Setup asPersistent() {
        return new Setup(directory, instance, provider, shmByteSize, true, schema, reserve, shmAlarm, pkgProvider, confined,
                pkgAlarm, onCorruption);
    }

    Setup schema(String it) {
        return new Setup(directory, instance, provider, shmByteSize, persistent, it, reserve, shmAlarm, pkgProvider,
                confined, pkgAlarm, onCorruption);
    }

    Setup asReserved() {
        return new Setup(directory, instance, provider, shmByteSize, persistent, schema, true, shmAlarm, pkgProvider,
                confined, pkgAlarm, onCorruption);
    }

    Setup alarms(int shm, int pkg) {
        return new Setup(directory, instance, provider, shmByteSize, persistent, schema, reserve, shm, pkgProvider, confined,
                pkg, onCorruption);
    }

    Setup asConfined() {
        return new Setup(directory, instance, provider, shmByteSize, persistent, schema, reserve, shmAlarm, pkgProvider,
                true, pkgAlarm, onCorruption);
    }

    Setup pkgProvider(AllocatorProvider it) {
        return new Setup(directory, instance, provider, shmByteSize, persistent, schema, reserve, shmAlarm, it, confined,
                pkgAlarm, onCorruption);
    }

    Setup onCorruption(OnCorruption it) {
        return new Setup(directory, instance, provider, shmByteSize, persistent, schema, reserve, shmAlarm, pkgProvider,
                confined, pkgAlarm, it);
    }

    MemorySettings settings() {
        return new MemorySettings(Optional.ofNullable(instance),
                new ShmSettings(choice(provider), shmByteSize, directory, persistent, schema, reserve, onCorruption,
                        shmAlarm),
                new PkgSettings(choice(pkgProvider), MIB, confined, onCorruption, pkgAlarm), false,
                Optional.empty());
    }

    static AllocatorChoice choice(AllocatorProvider provider) {
        return new AllocatorChoice(provider.name(), provider, ConfigFactory.empty(), Optional.empty(),
                ConfigFactory.empty());
    }

    Memory boot() {
        return boot(Duration.ofSeconds(10));
    }

    Memory boot(Duration patience) {
        return BootedMemory.boot(settings(), patience);
    }

    SharedPool open() {
        return SharedPoolBoot.open(settings().shm(), instance, false, Duration.ofSeconds(10));
    }

    PoolFiles files() {
        return PoolFiles.of(directory, instance == null ? Long.toString(Machine.pid()) : instance);
    }
}
