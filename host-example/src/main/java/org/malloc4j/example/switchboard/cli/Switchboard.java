package org.malloc4j.example.switchboard.cli;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Locale;
import org.malloc4j.MallocException;
import org.malloc4j.MemoryOptions;
import org.malloc4j.example.switchboard.settings.StartRefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** The command {@code switchboard}. */
@Command(name = "switchboard", subcommands = HelpCommand.class,
        description = "A SIP call switch whose worker processes share one pool of memory.",
        footer = {"", "Exit status: 0 fine, 1 something failed, 2 it could not start.",
                "SIGINT or SIGTERM: serve ends with 0, a demo cut short with 130 or 143.",
                "demo is what happens without a command."})
public final class Switchboard {
    /** The exit status when something failed. */
    static final int FAILED = 1;
    /** The exit status when the start was refused. */
    static final int REFUSED = 2;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help message and exit.")
    private boolean help;

    private Switchboard() {
    }

    /** @param args the command line */
    public static void main(String... args) {
        System.exit(run(args));
    }

    /** Runs a command line and answers the exit status. */
    static int run(String... args) {
        int status = execute(args);
        ShutdownSignal.finished(status);
        return status;
    }

    private static int execute(String... args) {
        try {
            MemoryOptions memory = MemoryOptions.parse(args);
            List<String> rest = memory.rest();
            return commandLine(memory.config()).execute(rest.isEmpty() ? new String[] {"demo"}
                    : rest.toArray(String[]::new));
        } catch (MallocException | IllegalArgumentException e) {
            return refuse(e);
        }
    }

    private static CommandLine commandLine(Config memory) {
        return new CommandLine(new Switchboard())
                .addSubcommand(new DemoCommand(memory))
                .addSubcommand(new ServeCommand(memory))
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (exception instanceof StartRefusedException || exception instanceof MallocException) {
                        return refuse(exception);
                    }
                    throw exception;
                });
    }

    private static int refuse(Exception e) {
        System.err.println(e.getMessage());
        return REFUSED;
    }

    /** A number of bytes as people read it. */
    static String bytes(long byteSize) {
        if (byteSize >= 1 << 20) {
            return String.format(Locale.ROOT, "%.1f MiB", byteSize / (double) (1 << 20));
        }
        return String.format(Locale.ROOT, "%.1f KiB", byteSize / (double) (1 << 10));
    }
}
