package org.malloc4j.debug.cli;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.malloc4j.Memory;
import org.malloc4j.Pool;

/** A process that runs malloc4j: it allocates some blocks, says that it has, and does what it is told, line by line. */
final class MiVictim {
    private MiVictim() {
    }

    /** @param args shared directory, instance, allocator, then {@code key=value} of {@code malloc4j} */
    public static void main(String[] args) throws Exception {
        Map<String, Object> settings = new java.util.HashMap<>(Map.of("malloc4j.shm.directory", args[0],
                "malloc4j.instance", args[1], "malloc4j.allocator", args[2], "malloc4j.shm.size", "1 MiB",
                "malloc4j.pkg.size", "1 MiB"));
        for (int i = 3; i < args.length; i++) {
            settings.put("malloc4j." + args[i].split("=")[0], args[i].split("=")[1]);
        }
        Memory memory = Memory.boot(ConfigFactory.parseMap(settings));
        for (int i = 0; i < 5; i++) {
            memory.shm().allocate(1000);
            memory.pkg().allocate(2000);
        }
        System.out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            obey(order, memory);
            System.out.println("done");
        }
        memory.close();
    }

    private static void obey(String order, Memory memory) {
        Pool shm = memory.shm();
        switch (order) {
            case "allocate" -> shm.allocate(3000);
            case "damage" -> {
                long block = shm.allocate(100);
                shm.segment().set(ValueLayout.JAVA_LONG, block - Long.BYTES, 0x0123456789ABCDEFL);
            }
            default -> throw new IllegalArgumentException(order);
        }
    }
}
