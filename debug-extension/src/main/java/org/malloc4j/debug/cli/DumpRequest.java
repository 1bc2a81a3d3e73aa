package org.malloc4j.debug.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.malloc4j.management.Dump;
import org.malloc4j.management.Message;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What both commands that ask a process for a dump take, and do. */
final class DumpRequest {
    @Parameters(index = "0", paramLabel = "PID", description = "The process.")
    private String process;

    @Parameters(index = "1", arity = "0..1", paramLabel = "log_level", completionCandidates = Levels.class,
            description = "At which level the process writes it to its own log: ${COMPLETION-CANDIDATES}; "
                    + "${DEFAULT-VALUE} by default.", defaultValue = "info")
    private String logLevel;

    @Mixin
    private DumpOptions dump;

    /** What completion offers. */
    static final class Levels implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("error", "warn", "info", "debug", "trace").iterator();
        }
    }

    int send(String command, CommonOptions options) {
        Map<String, Object> request = new TreeMap<>(Map.of(Message.COMMAND, command, "log_level", logLevel));
        dump.addTo(request);
        Map<String, Object> answer = options.pools().find(process).ask(request, options.limit());
        @SuppressWarnings("unchecked")
        Map<String, Object> whole = (Map<String, Object>) answer.get("dump");
        DumpOptions.Shown shown = dump.show(Dump.fromJson(Message.render(whole)));
        options.print(shown.json(), shown.text());
        options.remark(shown.remark());
        if (Boolean.FALSE.equals(answer.get("logged"))) {
            options.remark("not in the process's own log: level " + logLevel + " is off there");
        }
        return Mi.FINE;
    }
}
