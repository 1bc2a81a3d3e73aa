package org.malloc4j.debug.cli;

import org.malloc4j.management.CommandException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code mi}. */
@Command(name = "mi", description = "Asks running processes about their pools, and reads what dead ones left.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PsCommand.class, PkgDumpCommand.class, ShmDumpCommand.class, StatisticsCommand.class,
                CheckCommand.class, InspectCommand.class, SamplingCommand.class, GenerateCompletion.class,
                HelpCommand.class},
        footer = {"", "A process is named by its pid, or, where containers share a directory and a pid is ambiguous, by "
                + "INSTANCE/SLOT as ps shows them.",
                "Exit status: 0 fine, 1 found something, 2 misuse or it could not be done.",
                "Completion in bash and zsh: source <(mi generate-completion)"})
final class Mi implements Runnable {
    /** The exit status when all is well. */
    static final int FINE = 0;
    /** The exit status when something was found that somebody should look at. */
    static final int FOUND = 1;
    /** The exit status when it could not be done. */
    static final int MISUSE = 2;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help message and exit.")
    private boolean help;

    private Mi() {
    }

    /** @param args the command line */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Mi())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (exception instanceof CommandException) {
                        command.getErr().println(exception.getMessage());
                        return MISUSE;
                    }
                    throw exception;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }
}
