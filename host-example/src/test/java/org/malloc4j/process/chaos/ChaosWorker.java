package org.malloc4j.process.chaos;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.malloc4j.Memory;

/** A participant in a process of its own, which is there to be killed. */
final class ChaosWorker {
    static final String ATTACHED = "attached";
    /** The system property that names the allocator. */
    static final String ALLOCATOR = "chaos.allocator";

    private ChaosWorker() {
    }

    static Memory boot(String directory) {
        Config config = ConfigFactory.parseMap(Map.of(
                "malloc4j.allocator", System.getProperty(ALLOCATOR, "F_MALLOC"),
                "malloc4j.instance", "chaos",
                "malloc4j.shm.directory", directory,
                "malloc4j.shm.size", "16 MiB",
                "malloc4j.pkg.size", "1 MiB")).withFallback(ConfigFactory.load());
        return Memory.boot(config);
    }

    /** @param args the pool's directory; and, unless it is only to load classes, the stripe and the seed */
    public static void main(String[] args) {
        try (Memory memory = boot(args[0])) {
            if (args.length == 1) {
                return;
            }
            Participant participant = new Participant(memory.shm(), Integer.parseInt(args[1]), 0,
                    Long.parseLong(args[2]));
            System.out.println(ATTACHED);
            participant.run();
        }
    }
}
