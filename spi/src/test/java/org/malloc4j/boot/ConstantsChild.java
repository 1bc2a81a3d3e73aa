package org.malloc4j.boot;

import com.typesafe.config.Config;
import java.nio.file.Path;
import org.malloc4j.Memory;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** Another process, which boots for the first time, and says what regions its allocators get and whether each is a constant. */
final class ConstantsChild {
    private ConstantsChild() {
    }

    /** @param args directory */
    public static void main(String[] args) {
        AllocatorProvider telling = new Telling();
        try (Memory memory = Setup.in(Path.of(args[0])).provider(telling).pkgProvider(telling).boot()) {
            System.out.println("booted " + memory.instance());
        }
        System.out.println("closed");
    }

    private static final class Telling extends SingleLockProvider {
        private static Region told(String how, Region region) {
            System.out.println(how + " " + region.name() + (region.isConstant() ? ", a constant" : ""));
            return region;
        }

        @Override
        public Allocator format(Region region, long tagByteSize, Config config) {
            return super.format(told("format", region), tagByteSize, config);
        }

        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            return super.attach(told("attach", region), tagByteSize, config);
        }
    }
}
