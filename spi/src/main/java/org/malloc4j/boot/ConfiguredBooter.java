package org.malloc4j.boot;

import com.typesafe.config.Config;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBooter;

/** Boots what a configuration describes. Found by {@link MemoryBooter#installed()}. */
public final class ConfiguredBooter implements MemoryBooter {

    /** Creates the booter; {@link java.util.ServiceLoader} does. */
    public ConfiguredBooter() {
    }

    @Override
    public Memory boot(Config config) {
        try (Preparation _ = Preparation.begin()) {
            return BootedMemory.boot(SettingsReader.read(config), BootedMemory.PATIENCE,
                    () -> SettingsReader.sectionProblems(config));
        }
    }
}
