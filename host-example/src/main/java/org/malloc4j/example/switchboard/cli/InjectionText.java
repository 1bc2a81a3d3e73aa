package org.malloc4j.example.switchboard.cli;

import java.util.Locale;
import org.malloc4j.example.switchboard.attendant.Findings;
import org.malloc4j.example.switchboard.attendant.MemoryReport;
import org.malloc4j.example.switchboard.client.CallerStatistics;
import org.malloc4j.example.switchboard.inject.Injection;

/** What a run says in the end about what went wrong in the switch, and about the mistake planted there. */
final class InjectionText {
    private InjectionText() {
    }

    /** The last lines; none if nothing was planted and nothing went wrong. */
    static String ending(Injection injection, long planted, Findings findings, long retired, CallerStatistics calls,
                         MemoryReport report) {
        if (findings.named().isPresent()) {
            return String.format(Locale.ROOT, "corruption found: %s%s%n%s%n",
                    injection.nameOf(findings.named().get().kind()), planted(injection, planted),
                    findings.named().get().text());
        }
        if (injection == Injection.NONE && findings.count() == 0) {
            return "";
        }
        if (findings.count() == 0 && retired > 0) {
            return String.format(Locale.ROOT, "corruption found and put aside%s: %d damaged blocks are out of use for good, and "
                    + "no operation of the switch failed; what was found is in the log%n", planted(injection, planted), retired);
        }
        String first = findings.first().map(it -> "what failed first: " + it.text() + System.lineSeparator()).orElse("");
        return String.format(Locale.ROOT, "no corruption found%s; what happened instead: %d operations of the switch failed, "
                + "%d workers died, %d calls failed, %d didn't end, %d blocks are still held%n%s", planted(injection, planted),
                findings.count(), findings.deaths(), calls.failed(), calls.started() - calls.completed() - calls.failed(),
                report.heldByCalls(), first);
    }

    private static String planted(Injection injection, long planted) {
        return injection == Injection.NONE ? "" : " (" + injection.key() + " planted: " + planted + " times)";
    }
}
