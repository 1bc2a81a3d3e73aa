package org.malloc4j.debug.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.malloc4j.management.Message;
import org.malloc4j.management.PoolObserver;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command takes. */
final class CommonOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--json", description = "Print JSON, on one line.")
    private boolean json;

    @Option(names = {"-d", "--directory"}, paramLabel = "DIR",
            description = "Where the shared pools lie; malloc4j.shm.directory by default.")
    private Path directory;

    private Duration limit = PoolObserver.PATIENCE;

    @Option(names = "--limit", paramLabel = "SECONDS", description = "How long a process gets to answer: ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private void setLimit(double seconds) {
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new ParameterException(spec.commandLine(), "--limit is out of range: SECONDS=" + seconds
                    + "; allowed: more than 0, at most 3600");
        }
        limit = Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
    }

    boolean json() {
        return json;
    }

    Duration limit() {
        return limit;
    }

    PoolDirectory pools() {
        PoolObserver observer = PoolObserver.installed();
        return new PoolDirectory(observer, directory == null ? observer.directory() : directory.toAbsolutePath());
    }

    /** Prints one or the other. @param object for programs @param text for people */
    void print(Map<String, Object> object, String text) {
        if (json) {
            spec.commandLine().getOut().println(Message.render(object));
        } else {
            spec.commandLine().getOut().print(text);
        }
        spec.commandLine().getOut().flush();
    }

    /** Prints what is no answer, but should be known. @param sentence what; nothing if it is empty */
    void remark(String sentence) {
        if (!sentence.isEmpty()) {
            spec.commandLine().getErr().println(sentence);
        }
    }
}
