package org.malloc4j.example.switchboard.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.malloc4j.example.switchboard.settings.Configurations;
import picocli.CommandLine.Option;

/** The options that {@code demo} and {@code serve} share. */
final class CommonOptions {
    @Option(names = "-p", paramLabel = "PORT", description = "the UDP port to listen on")
    private Integer port;

    @Option(names = "-w", paramLabel = "WORKERS", description = "how many worker processes share the port")
    private Integer workers;

    @Option(names = "-f", paramLabel = "FILE.conf", description = "configuration, instead of application.conf")
    private Path file;

    @Option(names = "--inject", paramLabel = "KIND", description = "plants a mistake into the workers, to see what becomes "
            + "of it: overrun, underrun, double-free, foreign-free, use-after-free or leak")
    private String injection;

    /** Only for the help text: {@code MemoryOptions} has taken them before. */
    @Option(names = "-a", paramLabel = "NAME", description = "the allocator of both roles")
    private String allocator;

    @Option(names = "-s", paramLabel = "NAME", description = "the allocator of the shared pool")
    private String shmAllocator;

    @Option(names = "-k", paramLabel = "NAME", description = "the allocator of the private pools")
    private String pkgAllocator;

    @Option(names = "-m", paramLabel = "MB", description = "the size of the shared pool")
    private String shmSize;

    @Option(names = "-M", paramLabel = "MB", description = "the size of each private pool")
    private String pkgSize;

    /** The whole configuration: these options and those of the memory over everything else. */
    Config load(Config memory, Config defaults) {
        Map<String, Object> options = new HashMap<>();
        if (port != null) {
            options.put("switchboard.port", port);
        }
        if (workers != null) {
            options.put("switchboard.workers", workers);
        }
        if (injection != null) {
            options.put("switchboard.inject", injection);
        }
        Config commandLine = ConfigFactory.parseMap(options, "command line").withFallback(memory);
        return Configurations.load(commandLine, file, defaults);
    }
}
