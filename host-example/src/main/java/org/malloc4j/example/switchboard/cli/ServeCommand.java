package org.malloc4j.example.switchboard.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.attendant.Attendant;
import org.malloc4j.example.switchboard.settings.Configurations;
import org.malloc4j.example.switchboard.settings.SwitchboardSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code switchboard serve}: serves calls until SIGINT or SIGTERM. */
@Command(name = "serve", description = "Serves calls until it is told to end (SIGINT, SIGTERM).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Config memory;

    @Mixin
    private CommonOptions options = new CommonOptions();

    ServeCommand(Config memory) {
        this.memory = memory;
    }

    @Override
    public Integer call() throws InterruptedException {
        Config config = options.load(memory, ConfigFactory.empty());
        SwitchboardSettings settings = SwitchboardSettings.of(config);
        int port = settings.port() == 0 ? Attendant.freePort(settings.address()) : settings.port();
        String instance = config.hasPath("malloc4j.instance") ? config.getString("malloc4j.instance")
                : "switchboard-" + port;
        CountDownLatch end = new CountDownLatch(1);
        ShutdownSignal.handle(end::countDown);
        try (Attendant attendant = Attendant.start(Configurations.shared(config, instance, port))) {
            Pool shm = attendant.memory().shm();
            Pool pkg = attendant.memory().pkg();
            System.out.printf("listening on udp:%d with %d workers, shm %s %s, pkg %s %s each%n", port,
                    settings.workers(), shm.allocator(), Switchboard.bytes(shm.statistics().totalSize()),
                    pkg.allocator(), Switchboard.bytes(pkg.statistics().totalSize()));
            end.await();
            attendant.endWorkers();
            System.out.println(Tables.counters(attendant.counters()));
            System.out.print(Tables.memory(attendant.report()));
            return 0;
        }
    }
}
