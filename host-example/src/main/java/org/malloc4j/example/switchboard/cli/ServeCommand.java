package org.malloc4j.example.switchboard.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.Callable;
import org.malloc4j.Pool;
import org.malloc4j.example.switchboard.attendant.Attendant;
import org.malloc4j.example.switchboard.attendant.EndRequest;
import org.malloc4j.example.switchboard.attendant.MemoryReport;
import org.malloc4j.example.switchboard.attendant.StartAbandonedException;
import org.malloc4j.example.switchboard.settings.Configurations;
import org.malloc4j.example.switchboard.settings.StartRefusedException;
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
        requireThatItIsFoundAgain(config, settings);
        int port = settings.port() == 0 ? Attendant.freePort(settings.address()) : settings.port();
        String instance = config.hasPath("malloc4j.instance") ? config.getString("malloc4j.instance")
                : "switchboard-" + port;
        EndRequest end = new EndRequest();
        ShutdownSignal.handle(end::request);
        try (Attendant attendant = Attendant.start(Configurations.shared(config, instance, port), end)) {
            Pool shm = attendant.memory().shm();
            Pool pkg = attendant.memory().pkg();
            attendant.found().ifPresent(census -> System.out.println(Tables.found(census)));
            System.out.printf("listening on udp:%d with %d workers, shm %s %s, pkg %s %s each%n", port,
                    settings.workers(), shm.allocator(), Switchboard.bytes(shm.statistics().totalSize()),
                    pkg.allocator(), Switchboard.bytes(pkg.statistics().totalSize()));
            end.await();
            MemoryReport report = attendant.endWorkersAndReport();
            System.out.println(Tables.counters(attendant.counters()));
            System.out.print(Tables.memory(report));
            return 0;
        } catch (StartAbandonedException e) {
            return 0;
        }
    }

    /** Without a name of its own the pool is named after the port, and a free port is another one every time. */
    private static void requireThatItIsFoundAgain(Config config, SwitchboardSettings settings) {
        if (settings.port() == 0 && !config.hasPath("malloc4j.instance") && isPersistent(config)) {
            throw new StartRefusedException("persistent pool would not be found again: malloc4j.shm.persistent=true "
                    + "switchboard.port=0; it is named after the port, and the next start would choose another one. Name a "
                    + "port with -p, or set malloc4j.instance");
        }
    }

    private static boolean isPersistent(Config config) {
        try {
            return config.getBoolean("malloc4j.shm.persistent");
        } catch (ConfigException.WrongType e) {
            // The memory will say what is wrong with it, and with whatever else is.
            return false;
        }
    }
}
